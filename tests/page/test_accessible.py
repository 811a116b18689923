"""Can every field of every page be found, named and understood without seeing it?"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from soroe.page import anchor, form_page, paper, screen
from tests.page.shapes import Page, every_form

PAGES = {name: Page(screen.render(form_page(f, "ja"), "ja")) for name, f in every_form().items()}
PAPERS = {name: Page(paper.render(form_page(f, "ja"), "ja")) for name, f in every_form().items()}
BOTH = [pytest.param(p, id=n) for n, p in PAGES.items()] + [
    pytest.param(p, id=f"{n}-paper") for n, p in PAPERS.items()
]
SCREENS = [pytest.param(p, id=n) for n, p in PAGES.items()]


@pytest.mark.parametrize("page", BOTH)
def test_ids_are_unique_and_every_reference_to_one_leads_somewhere(page: Page) -> None:
    ids = Counter(e.attributes["id"] for e in page.elements if "id" in e.attributes)
    assert not [id_ for id_, count in ids.items() if count > 1]
    wanted: list[str] = []
    for element in page.elements:
        wanted += (element.attributes.get("aria-describedby") or "").split()
        wanted += [element.attributes["for"] or ""] if "for" in element.attributes else []
        if (element.attributes.get("href") or "").startswith("#"):
            wanted.append((element.attributes["href"] or "")[1:])
    assert not set(wanted) - ids.keys()


@pytest.mark.parametrize("page", SCREENS)
def test_every_input_has_one_label_with_words_in_it(page: Page) -> None:
    inputs = page.all("input", "select", "textarea")
    assert len(inputs) > 20
    labels = Counter(e.attributes["for"] for e in page.all("label"))
    for element in inputs:
        assert labels[element.attributes["id"]] == 1, element.attributes
    assert all(label.said.strip() for label in page.all("label"))


@pytest.mark.parametrize("page", SCREENS)
def test_choices_and_dates_stand_in_a_fieldset_with_a_legend(page: Page) -> None:
    legends = {id(e.above) for e in page.all("legend")}
    grouped = [e for e in page.all("input") if e.attributes["type"] in ("radio", "checkbox")]
    dates = [e for e in page.all("input") if (e.attributes["id"] or "").endswith("-year")]
    assert grouped
    assert dates
    for element in [*grouped, *dates]:
        around = element.within("fieldset")
        assert around is not None
        assert id(around) in legends


@pytest.mark.parametrize("page", BOTH)
def test_headings_go_down_one_step_at_a_time(page: Page) -> None:
    levels = [int(e.tag[1]) for e in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("page", SCREENS)
def test_every_label_says_in_words_whether_it_must_be_filled_in(page: Page) -> None:
    marks = {e.said for e in page.all("span") if "need" in (e.attributes.get("class") or "")}
    assert marks <= {"※必須", "※任意", "※場合により必須"}
    for fieldset in page.all("fieldset", class_="field"):
        legend = next(e for e in page.all("legend") if e.above is fieldset)
        assert re.search("※(必須|任意|場合により必須)", legend.said)
    for label in page.all("label", class_="label"):
        assert re.search("※(必須|任意|場合により必須)", label.said)


@pytest.mark.parametrize("page", BOTH)
def test_nothing_is_run_or_fetched(page: Page) -> None:
    assert not page.all("script", "img", "link", "iframe", "object", "form")
    assert not [e for e in page.elements if {"style", "onclick", "src"} & e.attributes.keys()]
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert len(policy) == 1
    assert "default-src 'none'" in (policy[0].attributes["content"] or "")


@pytest.mark.parametrize("page", [PAPERS[n] for n in PAPERS], ids=list(PAPERS))
def test_the_paper_has_a_head_for_every_row_and_column(page: Page) -> None:
    heads = page.all("th")
    assert heads
    for row in page.all("tr"):
        inside = [e for e in page.all("th", "td") if e.above is row]
        only = len(inside) == 1 and inside[0].attributes.get("colspan") == "2"
        assert inside[0].tag == "th" or only


def test_the_same_place_has_the_same_id_whatever_its_name() -> None:
    places: list[Any] = ["", "/a", "/a-b", "/a/b", "/a_b", "/年度", "/年", "//", "/a/", "/_", "/-"]
    assert len({anchor(at) for at in places}) == len(places)
    assert anchor("/child/grade") == "at-child-grade"

"""Can what a registry holds be looked through in one file, without a server and without harm?"""

from __future__ import annotations

import copy
import re
from collections import Counter
from typing import Any

import pytest

from soroe.browse import Book, gather, render
from soroe.browse.html import Facts
from soroe.cache import MemoryCache
from soroe.client import Client
from soroe.errors import RegistryError
from soroe.model import Lang
from soroe.testing import MemoryRegistry
from tests.client.samples import CODE, CORE, FORM, core, diff
from tests.page.shapes import Page

FACTS = Facts("https://registry.test", "2027-04-01", "--bundle 持込.json")
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'</details>"


def book(registry: MemoryRegistry, *forms: str, only: tuple[str, ...] = ()) -> Book:
    with Client("https://registry.test", transport=registry, cache=MemoryCache()) as client:
        return client.run(gather(forms, only))


def filled() -> MemoryRegistry:
    made = MemoryRegistry()
    made.publish_core(FORM, "1.0.0", CORE)
    made.publish_core(FORM, "1.1.0", core(maximum=8))
    made.publish_core("other-form", "1.0.0", core())
    made.publish_diff(diff())
    return made


@pytest.fixture(params=["ja", "en"])
def lang(request: pytest.FixtureRequest) -> Lang:
    found: Lang = request.param
    return found


def test_forms_items_differences_and_municipalities_can_be_read(lang: Lang) -> None:
    page = Page(render(book(filled()), FACTS, lang))
    said = page.elements[0].said
    for words in (
        "学童クラブ利用申請",
        "other-form",
        "児童氏名",
        "/grade",
        "例示市(999903)",
        "レイジシ",
        "対象は小学校第3学年まで",
        "例示市学童クラブ条例施行規則",
        "1.1.0",
    ):
        assert words in said, words


def test_a_check_is_pointed_to_the_command(lang: Lang) -> None:
    page = Page(render(book(filled()), FACTS, lang))
    (command,) = page.all("pre")
    assert command.said.startswith("soroe check ")
    assert command.said.endswith(f" --core {FORM} --municipality {CODE} --bundle 持込.json")


def test_the_difference_stands_against_the_core_that_the_diff_lies_on(lang: Lang) -> None:
    page = Page(render(book(filled()), FACTS, lang))
    (table,) = page.all("table", class_="old-new")
    limits = re.findall(r"1(?:〜| to )(\d)", table.said)
    assert sorted(limits) == ["3", "6"]


def test_every_link_of_the_page_leads_into_it_and_ids_are_unique(lang: Lang) -> None:
    page = Page(render(book(filled()), FACTS, lang))
    ids = Counter(e.attributes["id"] for e in page.elements if "id" in e.attributes)
    assert not [id_ for id_, count in ids.items() if count > 1]
    links = [str(e.attributes["href"]) for e in page.all("a")]
    assert len(links) >= 5
    assert {link[1:] for link in links} <= ids.keys()


def test_the_page_loads_nothing_and_runs_nothing(lang: Lang) -> None:
    text = render(book(filled()), FACTS, lang)
    assert re.search(r"default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'", text)
    page = Page(text)
    assert not page.all("script", "link", "img", "iframe", "object", "form")
    assert not [
        name
        for e in page.elements
        for name in e.attributes
        if name.startswith("on") or name in {"style", "src", "action"}
    ]


def test_what_people_wrote_is_text(lang: Lang) -> None:
    registry = MemoryRegistry()
    evil: Any = copy.deepcopy(CORE)
    evil["title"] = evil["description"] = evil["properties"]["name"]["title"] = EVIL
    registry.publish_core(FORM, "1.0.0", evil)
    told = diff()
    told["changes"][0]["reason"] = EVIL
    registry.publish_diff(told)
    page = Page(render(book(registry), FACTS, lang))
    assert not page.all("script", "img")
    assert page.elements[0].said.count("<script>alert(1)</script>") >= 4


def test_the_same_contents_make_the_same_bytes() -> None:
    assert render(book(filled()), FACTS, "ja") == render(book(filled()), FACTS, "ja")


def test_chosen_forms_and_municipalities_alone_are_in_it() -> None:
    page = render(book(filled(), "other-form"), FACTS, "ja")
    assert f'id="form-{FORM}"' not in page
    assert 'id="form-other-form"' in page
    none = render(book(filled(), only=("992011",)), FACTS, "ja")
    assert f'id="{FORM}-{CODE}"' not in none


def test_a_form_that_is_not_there_is_refused() -> None:
    with pytest.raises(RegistryError) as e:
        book(filled(), "no-such-form")
    assert e.value.problem.type == "no-such-form"


def test_an_empty_registry_makes_a_page_that_says_so(lang: Lang) -> None:
    page = Page(render(book(MemoryRegistry()), FACTS, lang))
    assert not page.all("pre")
    assert page.at("directory").said

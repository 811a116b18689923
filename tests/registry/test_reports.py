"""Does a badge show what an organisation has sent in, and nothing that it could not have?"""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from registry import days
from registry.badge import COLOURS, INK, LABEL, Told, badge, state_of
from tests.registry.databases import OTHER, OWNER, rows
from tests.registry.documents import FORM, encoded, small_core
from tests.registry.served import Served

REPORT = f"/api/v1/reports/{OWNER}/{FORM}"
BADGE = f"/badges/{OWNER}/{FORM}.svg"
SVG = "{http://www.w3.org/2000/svg}"


def narrowed(top: int = 3) -> dict[str, Any]:
    form = small_core()
    form["properties"]["grade"]["maximum"] = top
    form["properties"]["note"] = {"title": "備考", "type": "string", "maxLength": 400}
    return form


def checked(registry: Served, form: dict[str, Any], **query: str) -> dict[str, Any]:
    """The report as the registry makes it."""
    params = {"form": FORM, "core": "1.0.0", **query}
    answer = registry.call("POST", "/api/v1/check", params=params, content=encoded(form))
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


def send(registry: Served, report: Any, token: str | None = None, at: str = REPORT) -> Any:
    return registry.call("PUT", at, token or registry.tokens.owner, content=encoded(report))


def told(registry: Served, at: str = BADGE) -> tuple[str, str]:
    """Title and description of a badge."""
    answer = registry.get(at)
    assert answer.status_code == 200, answer.text
    root = ET.fromstring(answer.text)
    return str(root.findtext(f"{SVG}title")), str(root.findtext(f"{SVG}desc"))


def test_a_badge_follows_the_last_report(registry: Served) -> None:
    first = send(registry, checked(registry, narrowed()))
    assert first.status_code == 201, first.text
    assert (first.json()["state"], first.json()["unexplained"]) == ("unexplained", 1)
    assert first.json()["badge"].endswith(BADGE)
    title, about = told(registry)
    assert title == f"{FORM} 1.0.0: 説明のない違い 1件"
    assert OWNER in about
    assert days.today().isoformat() in about

    declared = checked(registry, narrowed(), municipality=OWNER)
    assert send(registry, declared).status_code == 201
    assert told(registry)[0].endswith("説明のある違い 1件")
    assert told(registry, BADGE.replace(".svg", ".en.svg"))[0].endswith("1 explained")

    again = send(registry, declared)
    assert again.status_code == 200
    assert registry.get(REPORT).json() == declared
    said = rows(registry.database, "select count(*) as n from audit where action = 'submit-report'")
    assert said[0]["n"] == 2


def test_a_form_without_differences_is_as_the_core(registry: Served) -> None:
    core = registry.get(f"/forms/{FORM}/1.0.0.json").json()
    answer = send(registry, checked(registry, core))
    assert answer.json()["state"] == "same"
    assert told(registry)[0].endswith("共通コアのとおり")


def test_a_badge_is_asked_about_each_time_and_answered_with_nothing_new(registry: Served) -> None:
    send(registry, checked(registry, narrowed(2)))
    first = registry.get(BADGE)
    assert first.headers["content-type"] == "image/svg+xml; charset=utf-8"
    assert first.headers["cache-control"] == "public, no-cache"
    assert first.headers["access-control-allow-origin"] == "*"
    same = registry.get(BADGE, headers={"If-None-Match": first.headers["etag"]})
    assert same.status_code == 304
    send(registry, checked(registry, narrowed(3), municipality=OWNER))
    assert registry.get(BADGE, headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_the_counts_are_those_of_the_findings_whatever_the_summary_says(registry: Served) -> None:
    report = checked(registry, narrowed())
    report["summary"] = {"class": {"unexplained": 0}}
    assert send(registry, report).json()["unexplained"] == 1


@pytest.mark.parametrize(
    ("change", "status", "type_", "at"),
    [
        (lambda r: r["core"].update(digest="sha256:" + "0" * 64), 422, "report-core-differs",
         "/core/digest"),
        (lambda r: r["core"].update(version="9.9.9"), 404, "no-such-version", "/core/version"),
        (lambda r: r["core"].update(version="one"), 400, "version-invalid", ""),
        (lambda r: r["core"].update(name="core.json", version=None), 422, "report-core-unnamed",
         "/core"),
        (lambda r: r["core"].update(name="other-form"), 422, "report-of-other-form", "/core/name"),
        (lambda r: r["form"].update(municipality=OTHER), 403, "not-your-municipality", ""),
        (lambda r: r.update(extra=1), 422, "report-unfit", ""),
        (lambda r: r.pop("findings"), 422, "report-unfit", ""),
        (lambda r: r["findings"][0].update(effect="harmless"), 422, "report-unfit", ""),
    ],
)  # fmt: skip
def test_what_is_no_report_of_a_published_core_is_refused(
    registry: Served, change: Any, status: int, type_: str, at: str
) -> None:
    report = checked(registry, narrowed())
    change(report)
    before = rows(registry.database, "select digest from report order by 1")
    answer = send(registry, report)
    assert answer.status_code == status, answer.text
    assert answer.json()["type"].endswith(f"/{type_}")
    assert answer.json()["at"] == at
    assert rows(registry.database, "select digest from report order by 1") == before


def test_nobody_sends_in_another_organisations_name(registry: Served) -> None:
    report = checked(registry, narrowed())
    answer = send(registry, report, registry.tokens.other)
    assert answer.status_code == 403
    assert answer.json()["params"] == {"organisation": OWNER, "yours": OTHER}
    steward = send(registry, report, registry.tokens.steward, f"/api/v1/reports/steward/{FORM}")
    assert steward.json()["type"].endswith("/scope-missing")


def test_a_vendor_has_a_badge_of_its_own(registry: Served) -> None:
    made = {"id": "example-soft", "kind": "vendor", "name": "例示ソフト <& 社>"}
    steward = registry.tokens.steward
    registry.call("POST", "/api/v1/organisations", steward, content=encoded(made))
    asked = {"label": "CI", "scopes": ["report:submit"], "days": 30}
    issued = registry.call(
        "POST", "/api/v1/organisations/example-soft/tokens", steward, content=encoded(asked)
    )
    report = checked(registry, narrowed(), municipality=OWNER)
    at = f"/api/v1/reports/example-soft/{FORM}"
    answer = send(registry, report, issued.json()["token"], at)
    assert answer.status_code == 201, answer.text
    assert "例示ソフト <& 社>" in told(registry, f"/badges/example-soft/{FORM}.svg")[1]


@pytest.mark.parametrize(
    ("address", "status", "type_"),
    [
        (f"/badges/nobody/{FORM}.svg", 404, "no-such-report"),
        (f"/badges/{OTHER}/{FORM}.en.svg", 404, "no-such-report"),
        (f"/badges/{OTHER}/{FORM}.png", 404, "not-found"),
        (f"/badges/{OTHER}/..svg", 400, "form-name-invalid"),
        (f"/badges/Nobody/{FORM}.svg", 400, "organisation-name-invalid"),
        (f"/api/v1/reports/{OTHER}/{FORM}", 404, "no-such-report"),
    ],
)
def test_what_is_not_there_is_said_to_be_not_there(
    registry: Served, address: str, status: int, type_: str
) -> None:
    answer = registry.get(address)
    assert answer.status_code == status, answer.text
    assert answer.json()["type"].endswith(f"/{type_}")


def test_a_report_on_a_core_that_was_withdrawn_says_so(registry: Served) -> None:
    send(registry, checked(registry, narrowed()))
    state = f"/api/v1/forms/{FORM}/versions/1.0.0/state"
    body = encoded({"state": "withdrawn", "reason": "試験のため"})
    done = registry.call("POST", state, registry.tokens.steward, content=body)
    assert done.status_code == 201, done.text
    assert told(registry)[0].endswith("取り下げられた版で確認")
    back = encoded({"state": "published", "reason": "元に戻す"})
    registry.call("POST", state, registry.tokens.steward, content=back)
    assert told(registry)[0].endswith("説明のない違い 1件")


# ---- the picture


def a_told(**facts: Any) -> Told:
    plain: dict[str, Any] = {
        "form": "small-form", "title": "小さな様式", "version": "1.0.0", "state": "published",
        "organisation": "例示市", "day": date(2027, 4, 1), "grounded": 0, "practice": 0,
        "unexplained": 0, "beyond": 0,
    }  # fmt: skip
    return Told(**{**plain, **facts})


STATES = [
    ("same", {}),
    ("explained", {"grounded": 1, "practice": 2}),
    ("beyond", {"grounded": 3, "beyond": 1}),
    ("unexplained", {"grounded": 3, "beyond": 1, "unexplained": 12}),
    ("withdrawn", {"unexplained": 12, "state": "withdrawn"}),
]


def test_every_state_can_be_told() -> None:
    assert {name for name, _ in STATES} == set(COLOURS)


@pytest.mark.parametrize(("state", "facts"), STATES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_gravest_thing_is_told_in_words(state: str, facts: dict[str, Any], lang: Any) -> None:
    one = a_told(**facts)
    assert state_of(one) == state
    root = ET.fromstring(badge(one, lang))
    shown = [text.text for text in root.iter(f"{SVG}text")]
    assert root.findtext(f"{SVG}title") == f"{shown[0]}: {shown[1]}"
    assert shown[0] == "small-form 1.0.0"
    named = str(root.get("aria-labelledby")).split()
    assert named == [e.get("id") for e in root.iter() if e.get("id")]
    assert root.get("role") == "img"
    right = max(int(e.get("x", "0")) + int(e.get("width", "0")) for e in root.iter(f"{SVG}rect"))
    assert right == int(root.get("width", "0"))
    ends = [int(t.get("x", "0")) + int(t.get("textLength", "0")) for t in root.iter(f"{SVG}text")]
    assert max(ends) < right


def luminance(colour: str) -> float:
    """WCAG 2.2: relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [*COLOURS.values(), LABEL])
def test_the_words_stand_out(colour: str) -> None:
    assert (luminance(INK) + 0.05) / (luminance(colour) + 0.05) >= 4.5


def test_a_name_is_a_name_and_no_markup() -> None:
    name = '<script>alert(1)</script>"&'
    picture = badge(a_told(organisation=name, title=name), "ja")
    assert "<script" not in picture
    assert name in str(ET.fromstring(picture).findtext(f"{SVG}desc"))


def test_what_the_database_would_not_keep_is_never_sent_to_it(registry: Served) -> None:
    """The row that a badge is made of stays within its bounds, whoever writes it."""
    send(registry, checked(registry, narrowed()))
    with pytest.raises(Exception, match="report_unexplained_check"):
        rows(registry.database, "update report set unexplained = -1 returning 1")
    assert json.loads(registry.get(REPORT).text)["core"]["name"] == FORM

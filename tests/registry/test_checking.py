"""Does the registry say how a form differs, and keep nothing of it?"""

from __future__ import annotations

import io
import socket
import zipfile
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from registry.intake import FILE_TYPES
from registry.limits import MAX_BODY, MAX_FILE
from tests.importers.books import delimited, workbook
from tests.importers.test_bad_files import bomb
from tests.registry.databases import OWNER, counts
from tests.registry.documents import FORM, encoded
from tests.registry.served import PUBLIC_URL, Served


def check(registry: Served, document: Any, **query: str) -> httpx.Response:
    content = encoded(document)
    return registry.call("POST", "/api/v1/check", params={"form": FORM, **query}, content=content)


def core(registry: Served) -> dict[str, Any]:
    document: dict[str, Any] = registry.get(f"/forms/{FORM}/1.0.0.json").json()
    return document


def test_a_form_that_is_the_core_has_no_findings(registry: Served) -> None:
    report = check(registry, core(registry)).json()
    assert report["findings"] == []
    assert report["coreInForm"]["verdict"] == report["formInCore"]["verdict"] == "proved"
    assert report["$schema"] == f"{PUBLIC_URL}/meta/findings-report.json"
    assert report["core"]["version"] == "1.0.0"


def test_a_difference_is_grounded_where_the_municipality_has_declared_it(registry: Served) -> None:
    before = counts(registry.database)
    form = core(registry)
    form["properties"]["grade"]["maximum"] = 3
    (unexplained,) = check(registry, form).json()["findings"]
    assert (unexplained["item"], unexplained["class"]) == ("/grade", "unexplained")
    report = check(registry, form, municipality=OWNER, core="1").json()
    (grounded,) = report["findings"]
    assert (grounded["class"], grounded["change"]) == ("grounded", 0)
    assert report["form"]["municipality"] == OWNER
    assert report["form"]["revision"] == 1
    assert counts(registry.database) == before


def test_a_municipality_without_a_diff_is_checked_all_the_same(registry: Served) -> None:
    report = check(registry, core(registry), municipality="992011").json()
    assert report["findings"] == []


def test_a_kintone_export_is_read(registry: Served) -> None:
    fields = {
        "properties": {
            "grade": {
                "type": "NUMBER", "code": "grade", "label": "学年", "required": False,
                "minValue": "1", "maxValue": "3",
            }
        },
        "revision": "1",
    }  # fmt: skip
    report = check(registry, fields).json()
    assert report["form"]["name"] == "kintone"
    assert "/grade" in {f["item"] for f in report["findings"]}


def test_what_cannot_be_checked_is_told_why(registry: Served) -> None:
    for query, type_ in (
        ({"core": "9.9.9"}, "no-such-version"),
        ({"core": "x"}, "version-invalid"),
        ({"form": "none"}, "no-such-version"),
        ({"municipality": "999901"}, "check-digit-wrong"),
        ({"municipality": "990043"}, "no-such-municipality"),
        ({"muncipality": OWNER}, "parameter-unknown"),
    ):
        answer = check(registry, core(registry), **query)
        assert 400 <= answer.status_code < 500
        assert answer.json()["type"].endswith(f"/problems/{type_}"), answer.text
    missing = registry.call("POST", "/api/v1/check", content=b"{}")
    assert (missing.status_code, missing.json()["params"]["name"]) == (400, "form")


CSV, XLSX = FILE_TYPES
LIST = [
    ["項目名", "型", "必須", "範囲"],
    ["学年", "整数", "○", "1〜3"],
    ["希望のおやつ", "文字列", "", ""],
]


def check_file(registry: Served, kind: str, content: bytes, **query: str) -> httpx.Response:
    return registry.call(
        "POST",
        "/api/v1/check",
        params={"form": FORM, **query},
        content=content,
        headers={"Content-Type": kind},
    )


@pytest.mark.parametrize(
    ("kind", "content", "place"),
    [
        (CSV, delimited(LIST), "A2"),
        (CSV + "; charset=shift_jis", delimited(LIST, encoding="cp932"), "A2"),
        (XLSX, workbook({"一覧": LIST}), "一覧!A2"),
    ],
)
def test_a_file_is_read_and_its_cells_are_named(
    registry: Served, kind: str, content: bytes, place: str
) -> None:
    before = counts(registry.database)
    report = check_file(registry, kind, content).json()
    assert report["form"]["name"] == "list"
    assert report["form"]["digest"].startswith("sha256:")
    cells = {f["item"]: f["form"]["cell"] for f in report["findings"] if f.get("form")}
    assert cells["/grade"] == place
    assert counts(registry.database) == before


def test_the_sheet_of_a_workbook_is_chosen(registry: Served) -> None:
    two = workbook({"一": LIST, "二": LIST})
    refused = check_file(registry, XLSX, two)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (
        422,
        "list-sheets-several",
    )
    assert check_file(registry, XLSX, two, sheet="二").status_code == 200


def test_a_file_that_cannot_be_read_is_told_why(registry: Served) -> None:
    sealed = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    for kind, content, status, type_ in (
        (XLSX, bomb(), 422, "workbook-too-large"),
        (XLSX, bomb(1_000), 422, "workbook-damaged"),
        (XLSX, workbook({"一": LIST})[:-40], 422, "workbook-damaged"),
        (XLSX, sealed, 422, "workbook-encrypted"),
        (CSV, b"", 422, "file-empty"),
        (CSV, "項目名,型\n学年,整数".encode("euc-jp"), 422, "text-encoding-unknown"),
        (CSV, b'{"properties": {', 400, "not-json"),
        ("application/json", delimited(LIST), 400, "not-json"),
        ("application/pdf", b"%PDF", 415, "media-type-unsupported"),
    ):
        answer = check_file(registry, kind, content)
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, type_)


def with_picture(picture: bytes) -> bytes:
    out = io.BytesIO(workbook({"一": LIST}))
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("xl/media/image1.png", picture)
    return out.getvalue()


@pytest.mark.parametrize("over", [0, 1])
def test_a_file_is_bounded_exactly(registry: Served, over: int) -> None:
    room = MAX_FILE + over - len(with_picture(b""))
    content = with_picture(bytes(room))
    assert len(content) == MAX_FILE + over
    answer = check_file(registry, XLSX, content)
    assert answer.status_code == (413 if over else 200), answer.text


def test_json_is_bounded_as_ever(registry: Served) -> None:
    content = encoded(core(registry))
    answer = check_file(
        registry, "application/json", content + b" " * (MAX_BODY + 1 - len(content))
    )
    assert answer.status_code == 413
    assert answer.json()["params"]["limit"] == str(MAX_BODY)


def test_a_hundred_megabytes_are_refused_before_they_are_sent(registry: Served) -> None:
    at = urlsplit(registry.url)
    head = (
        f"POST /api/v1/check?form={FORM} HTTP/1.1\r\nHost: {at.netloc}\r\n"
        f"Content-Type: {XLSX}\r\nContent-Length: {100 * 2**20}\r\n\r\n"
    )
    with socket.create_connection((at.hostname, at.port), timeout=20) as line:
        line.sendall(head.encode() + b"PK\x03\x04")
        answer = line.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 413 ")

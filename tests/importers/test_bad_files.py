"""What files that are broken, foreign, hostile or huge come to: one clear error, little memory."""

from __future__ import annotations

import io
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soroe import locale
from soroe.errors import DocumentError
from soroe.importers import Imported, read_form_file
from soroe.importers.package import MAX_FILE, MAX_PARTS, MAX_TEXT
from soroe.importers.workbook import MAX_COLUMNS, MAX_ROWS
from tests.importers.books import delimited, workbook
from tests.importers.test_item_list import CORE

GOOD = workbook({"一覧": [["項目名", "型", "必須"], ["申請日", "日付", "○"], ["学年", "整数", ""]]})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def changed(
    edit: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None
) -> bytes:
    """The good workbook with parts rewritten or left out, and more parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            body = edit(name, source.read(name))
            if body is not None:
                target.writestr(name, body)
        for name, body in (more or {}).items():
            target.writestr(name, body)
    return out.getvalue()


def sheet(edit: Callable[[bytes], bytes]) -> bytes:
    return changed(lambda n, b: edit(b) if n.startswith("xl/worksheets/") else b)


def bomb(claimed: int | None = None) -> bytes:
    """A sheet that inflates to more than is taken; its directory may claim less."""
    filler = b"<!--" + b" " * (MAX_TEXT + 1024) + b"-->"
    data = bytearray(sheet(lambda body: body.replace(b"<sheetData>", filler + b"<sheetData>")))
    if claimed is not None:
        with zipfile.ZipFile(io.BytesIO(bytes(data))) as held:
            part = held.getinfo("xl/worksheets/sheet1.xml")
        at = data.rindex(b"xl/worksheets/sheet1.xml") - 46  # its entry in the directory
        assert data[at : at + 4] == b"PK\x01\x02"
        assert int.from_bytes(data[at + 24 : at + 28], "little") == part.file_size
        data[at + 24 : at + 28] = claimed.to_bytes(4, "little")
    return bytes(data)


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "file-empty"),
    "a mark and nothing else": (lambda: b"\xef\xbb\xbf\r\n", "file-empty"),
    "larger than is taken": (lambda: b"a" * (MAX_FILE + 1), "file-too-large"),
    "text larger than is taken": (lambda: b"a,b\n" * 4_000_000, "text-too-large"),
    "an old workbook": (lambda: OLE + "Workbook".encode("utf-16-le"), "workbook-old"),
    "a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "workbook-encrypted"),
    "a binary workbook": (
        lambda: changed(lambda n, b: b, {"xl/workbook.bin": b""}),
        "workbook-binary",
    ),
    "a document of Word": (
        lambda: changed(
            lambda n, b: None if n.startswith("xl/") else b, {"word/document.xml": b""}
        ),
        "workbook-foreign",
    ),
    "an empty archive": (lambda: b"PK\x05\x06" + b"\0" * 18, "workbook-foreign"),
    "cut off": (lambda: GOOD[: len(GOOD) // 2], "workbook-damaged"),
    "cut off in a sheet": (lambda: sheet(lambda body: body[:-100]), "workbook-damaged"),
    "without its list of parts": (
        lambda: changed(lambda n, b: None if n == "[Content_Types].xml" else b),
        "workbook-damaged",
    ),
    "a cell out of bounds": (
        lambda: sheet(lambda body: body.replace(b'r="A1"', b'r="A1:"')),
        "workbook-damaged",
    ),
    "a zip bomb": (bomb, "workbook-too-large"),
    "a zip bomb that claims to be small": (lambda: bomb(1_000), "workbook-damaged"),
    "too many parts": (
        lambda: changed(lambda n, b: b, {f"x/{i}": b"" for i in range(MAX_PARTS)}),
        "workbook-too-large",
    ),
    "entities in the sheet": (
        lambda: sheet(lambda body: ENTITIES + body.partition(b"?>")[2]),
        "workbook-entities",
    ),
    "entities in the formats": (
        lambda: changed(lambda n, b: ENTITIES + b if n == "xl/styles.xml" else b),
        "workbook-entities",
    ),
    "entities that hide in another encoding": (
        lambda: sheet(lambda body: (ENTITIES + body.partition(b"?>")[2]).decode().encode("utf-16")),
        "workbook-damaged",
    ),
    "a line of a million columns": (lambda: b"," * 1_000_000 + b"a", "list-too-large"),
    "a million lines": (lambda: b"a\n" * 1_000_000, "list-too-large"),
    "more columns than a list has": (
        lambda: workbook({"s": [["x"] * (MAX_COLUMNS + 1)]}),
        "list-too-large",
    ),
    "more rows than a list has": (
        lambda: workbook({"s": [["項目名", "型"], *[["a", "b"]] * MAX_ROWS]}),
        "list-too-large",
    ),
    "more items than a form has": (
        lambda: delimited([["項目名", "型"], *[[f"項目{i}", "文字列"] for i in range(2_001)]]),
        "list-too-large",
    ),
    "an open quote": ('項目名,型\r\n"申請日,日付\r\n'.encode, "csv-malformed"),
    "a cell without end": (lambda: b'a,"' + b"a" * 200_000, "csv-malformed"),
    "EUC-JP": (lambda: "項目名,型\r\n申請日,日付\r\n".encode("euc-jp"), "text-encoding-unknown"),
    "bytes of nothing": (lambda: bytes(range(128, 256)) * 4, "text-encoding-unknown"),
    "control characters": (lambda: b"a,b\n\x01\x02\n", "text-binary"),
    "a page": (lambda: b"<html><table></table></html>", "file-kind-unknown"),
    "a PDF": (lambda: b"%PDF-1.7", "file-kind-unknown"),
    "a picture": (lambda: b"\x89PNG\r\n", "file-kind-unknown"),
    "text of no kind": (lambda: b"hello world", "list-header-missing"),
    "JSON cut off": (lambda: b'{"properties": {', "not-json"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_is_the_file_refused_with_a_reason_and_a_remedy(name: str) -> None:
    make, kind = REFUSED[name]
    with pytest.raises(DocumentError) as refused:
        read_form_file(make(), "list.xlsx", CORE)
    assert refused.value.problem.type == kind
    for lang in ("ja", "en"):
        assert all(locale.explain(refused.value.problem, lang))


@pytest.mark.parametrize(
    "name", ["a zip bomb", "a zip bomb that claims to be small", "a million lines"]
)
def test_does_a_hostile_file_take_little_memory(name: str) -> None:
    data = REFUSED[name][0]()
    tracemalloc.start()
    try:
        with pytest.raises(DocumentError):
            read_form_file(data, "list.xlsx", CORE)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 4 * MAX_TEXT


def with_macros() -> Imported:
    return read_form_file(changed(lambda n, b: b, {"xl/vbaProject.bin": b"\0"}), "a.xlsm", CORE)


def test_is_a_workbook_with_macros_read_without_them() -> None:
    form = with_macros()
    assert "workbook-macros" in [note.type for note in form.notes]
    assert form.keys == read_form_file(GOOD, "a.xlsx", CORE).keys


def test_are_pictures_and_embedded_files_not_unpacked() -> None:
    data = changed(lambda n, b: b, {"xl/media/image1.png": b"\0" * (MAX_TEXT + 1)})
    assert read_form_file(data, "a.xlsx", CORE).keys


@pytest.mark.parametrize("at", range(0, 22, 7))
def test_is_the_kind_seen_from_the_content_and_not_from_the_name(at: int) -> None:
    for name in ("a.csv", "a.json", "a", "-")[at % 4 :]:
        assert read_form_file(GOOD, name, CORE).kind == "list"
        assert read_form_file(b'{"type": "object"}', name, CORE).kind == "schema"


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_is_a_damaged_workbook_either_read_or_refused(data: st.DataObject) -> None:
    held = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 6))):
        held[data.draw(st.integers(0, len(held) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(held) // 2, len(held)))
    try:
        form = read_form_file(bytes(held[:cut]), "a.xlsx", CORE)
    except DocumentError as refused:
        problems = refused.problems
    else:
        assert form.kind in ("list", "schema")
        problems = ()
    assert all(all(locale.explain(p, "ja")) for p in problems)


def test_is_a_file_of_a_hundred_megabytes_refused_before_it_is_read() -> None:
    code = (
        "import pathlib, sys, tempfile\n"
        "from soroe.cli import main\n"
        "main(['import', 'missing.xlsx'])\n"
        "def most():\n"
        "    held = pathlib.Path('/proc/self/status').read_text()\n"
        "    return int(held.partition('VmHWM:')[2].split()[0])\n"
        "before = most()\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    big = pathlib.Path(folder, 'big.xlsx')\n"
        "    with big.open('wb') as out: out.truncate(100 * 1024 * 1024)\n"
        "    code = main(['import', str(big)])\n"
        "sys.exit(0 if code == 2 and most() - before < 20 * 1024 else 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "big.xlsx" in done.stderr
    assert "大きすぎます" in done.stderr

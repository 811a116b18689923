"""Is what is loaded at once the same as what is published one by one, and is nothing loaded twice?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bench.national_make import Core, Revision, cores, document, municipalities, national
from registry.context import Context
from registry.embedded import EmbeddedPostgres
from registry.load import Loaded, find_entries, load_diffs
from registry.seed import load as load_components
from registry.services.publish_core import publish_core
from registry.services.publish_diff import publish_diff
from soroe.errors import DocumentError, SoroeError
from tests.registry import databases
from tests.registry.databases import OTHER, OWNER, ROOT, counts, rows, with_context
from tests.registry.documents import FORM, encoded, small_diff
from tests.registry.served import PUBLIC_URL, Tokens

SAME = {
    "name_ledger": "name, kind, submitted_digest, digest",
    "local_revision": """form, municipality, revision, core, effective_from, submitted,
        submitted_digest, local_form, local_form_digest, name, over, recorded_by""",
    "change": """form, municipality, revision, position, item, signature, effect, class, basis_kind,
        reason, cite, article, citation""",
    "citation": "municipality, key, edition, kind, title, ended, body, digest, substance, note",
    "audit": "organisation, token, action, object, digest_before, digest_after",
    "log_leaf": "name, digest",
    "outbox": "topic, name, digest, facts",
    "rebase where state = 'waiting'": "form, municipality, revision, version, over",
}
"""What must be equal. The order of the log, and days, are their own; and what is queued for a
revision that the next one supersedes at once is never queued."""
FEW = [code for code in municipalities() if not code.startswith("99")][:6]


def made(form: str) -> tuple[Core, list[Revision]]:
    core = next(core for core in cores(10) if core.form == form)
    return core, list(national(core, FEW))


def lines(place: Path, diffs: Any) -> Path:
    """A file to load: pairs of a revision and the text of its diff."""
    text = b"".join(
        b'{"revision": %d, "diff": %s}\n' % (revision, json.dumps(json.loads(body)).encode())
        for revision, body in diffs
    )
    file = place / "diffs.ndjson"
    file.write_bytes(text)
    return file


def loaded(database: str, place: Path) -> Loaded:
    return load_diffs(database, PUBLIC_URL, find_entries(place), processes=2)


async def _ready(context: Context, core: Core) -> None:
    await load_components(context, ROOT / "schemas")
    await publish_core(context, None, form=core.form, version="1.0.0", body=core.body)
    newer = json.loads(core.body) | {"description": "新しい版です。"}
    await publish_core(context, None, form=core.form, version="1.0.1", body=encoded(newer))


async def _one_by_one(context: Context, revisions: list[Revision]) -> None:
    for r in revisions:
        await publish_diff(
            context,
            None,
            form=r.form,
            code=r.municipality,
            revision=r.revision,
            body=json.dumps(json.loads(document(r.diff))).encode(),
        )


@pytest.fixture
def second(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[str]:
    """Another filled database."""
    with databases.made(cluster.url, databases.TEMPLATE) as url:
        yield url


def test_loading_writes_what_publishing_writes(database: str, second: str, tmp_path: Path) -> None:
    core, revisions = made("moving-in")
    for url in (database, second):
        asyncio.run(with_context(url, partial(_ready, core=core)))
    asyncio.run(with_context(second, partial(_one_by_one, revisions=revisions)))
    file = lines(tmp_path, [(r.revision, document(r.diff)) for r in revisions])
    found = loaded(database, file)
    assert found == Loaded(len(revisions), 0, ())
    for table, columns in SAME.items():
        ours, theirs = (
            sorted(map(repr, map(tuple, rows(url, f"select {columns} from {table}"))))
            for url in (database, second)
        )
        assert ours == theirs, table
    places = [r["index"] for r in rows(database, "select index from log_leaf order by index")]
    assert places == list(range(len(places)))
    assert rows(database, "select size from log_counter")[0]["size"] == len(places)
    before = counts(database)
    assert loaded(database, file) == Loaded(0, len(revisions), ())
    assert counts(database) == before


def test_a_folder_as_it_is_exported_is_loaded(database: str, tmp_path: Path) -> None:
    for code, number in ((OTHER, 1), (OWNER, 2)):
        file = tmp_path / f"forms/{FORM}/local/{code}/{number}.diff.json"
        file.parent.mkdir(parents=True)
        file.write_bytes(encoded(small_diff(code, top=4)))
    assert loaded(database, tmp_path) == Loaded(2, 0, ())
    assert [e.municipality for e in find_entries(tmp_path)] == [OTHER, OWNER]


def test_what_is_refused_is_named_and_keeps_nothing_else_out(database: str, tmp_path: Path) -> None:
    wrong = small_diff(OTHER)
    wrong["changes"][0]["ops"][0]["was"] = 5
    given = [
        (1, encoded(wrong)),
        (2, encoded(small_diff(OTHER))),
        (1, encoded(small_diff(OWNER, top=2))),  # other content than what is published
        (2, encoded(small_diff(OWNER, top=2))),
        (1, encoded(small_diff("992020"))),
        (1, encoded(small_diff("992038", core="9.9.9"))),
    ]
    found = loaded(database, lines(tmp_path, given))
    assert found.written == 2
    assert {(r.entry.municipality, r.entry.revision, r.problem.type) for r in found.refused} == {
        (OTHER, 1, "operation-was-differs"),
        (OTHER, 2, "revision-gap"),
        (OWNER, 1, "content-differs"),
        ("992038", 1, "no-such-version"),
    }
    assert {r.entry.line for r in found.refused} == {1, 2, 3, 6}


def test_a_diff_over_that_of_a_prefecture_comes_after_it(database: str, tmp_path: Path) -> None:
    lower = small_diff("990001")
    upper = small_diff(OTHER) | {"over": "990001@1", "changes": []}
    found = loaded(database, lines(tmp_path, [(1, encoded(upper)), (1, encoded(lower))]))
    assert found == Loaded(2, 0, ())


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        (b'{"revision": 1, "diff": {"form": "a", "municipality": "999903"}}\n{"revision": 1}\n', "load-line-invalid", 2),
        (b'{"revision": 1, "diff": {"form": "a", "municipality": "999903"}}\n' * 2, "load-twice", 2),
        (b"\n", "load-nothing", None),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(
    text: bytes, problem: str, line: int | None, tmp_path: Path
) -> None:
    file = tmp_path / "diffs.ndjson"
    file.write_bytes(text)
    with pytest.raises((DocumentError, SoroeError)) as refused:
        find_entries(file)
    assert (refused.value.problem.type, refused.value.problem.line) == (problem, line)

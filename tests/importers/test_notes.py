"""Is every note that an importer can make made by some case?"""

from __future__ import annotations

from pathlib import Path

from soroe import importers, locale
from soroe.importers import read_form
from tests.importers import test_bad_files, test_exports, test_item_list, test_kintone, test_papers
from tests.importers.papers.make import FORMS


def test_is_every_note_fired_by_some_case() -> None:
    fired = {
        note.type
        for slug in test_kintone.READ
        for note in read_form(
            test_kintone.CASES[slug]["input"],
            test_kintone.CORE,
            test_kintone.CASES[slug].get("aliases", {}),
        ).notes
    }
    fired |= {n.type for slug in test_item_list.READ for n in test_item_list.read(slug).notes}
    fired |= {n.type for slug in test_exports.READ for n in test_exports.read(slug).notes}
    fired |= {note.type for note in test_bad_files.with_macros().notes}
    fired |= {note.type for form in FORMS for note in test_papers.read(form).notes}
    fired |= {note.type for note in test_papers.odd().notes}
    source = "".join(p.read_text() for p in Path(importers.__path__[0]).rglob("*.py"))
    assert fired == {kind for kind in locale.table("notes", "ja") if f'"{kind}"' in source}

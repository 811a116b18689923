"""Is every note that an importer can make made by some case?"""

from __future__ import annotations

from pathlib import Path

from soroe import importers, locale
from soroe.importers import read_form
from tests.importers import test_bad_files, test_exports, test_item_list, test_kintone


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
    source = "".join(p.read_text() for p in Path(importers.__path__[0]).glob("*.py"))
    assert fired == {kind for kind in locale.table("notes", "ja") if f'"{kind}"' in source}

"""Is what a city wrote under its own names read as before, once the core has the item?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk
from tests.client.samples import CODE, CORE, DIFF, FORM

NEW = f"{FORM}/1.1.0.json"
SNACK = {"title": "おやつ", "type": "boolean"}
NEXT: dict[str, Any] = {
    **CORE,
    "properties": {**CORE["properties"], "snack": {**SNACK, "x-formerly": ["/oyatsu"]}},
}


def with_snack(name: str) -> Any:
    """The form of a city that has the item under the name."""
    return {**CORE, "properties": {**CORE["properties"], name: SNACK}}


def rebased(desk: Desk) -> Any:
    """A diff that added the item, carried to the core that has it; made by the command."""
    own = [{"item": "/oyatsu", "ops": [{"op": "add", "path": "/properties/oyatsu", "value": SNACK}], "basis": {"cite": "practice"}, "reason": "希望を聞きます。"}]  # fmt: skip
    cited = {"practice": {"kind": "慣行", "title": "窓口の運用"}}
    old = {**DIFF, "changes": own, "citations": cited}
    files = desk.put("old.json", old), desk.put(f"{FORM}/1.0.0.json", CORE), desk.put(NEW, NEXT)
    done = desk.run("rebase", files[0], "--core", files[1], "--onto", files[2], "-o", "new.json")
    assert done.code == 0, done.out + done.err
    return json.loads(Path(desk.folder / "new.json").read_bytes())


def test_nothing_is_left_of_the_change_but_the_citys_own_key(desk: Desk) -> None:
    made = rebased(desk)
    assert made["changes"] == []
    assert made["aliases"] == {"/snack": "oyatsu"}


def test_the_citys_form_has_no_difference_that_nobody_declared(desk: Desk) -> None:
    rebased(desk)
    form = desk.put("form.json", with_snack("oyatsu"))
    with_key = desk.run("check", form, "--core", NEW, "--diff", "new.json")
    assert with_key.code == 0, with_key.out
    assert desk.run("check", form, "--core", NEW).code == 1


def test_an_application_from_before_is_accepted(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    made = rebased(desk)
    registry.publish_core(FORM, "1.0.0", CORE)
    registry.publish_core(FORM, made["core"], NEXT)
    registry.publish_diff(made)
    fine = {"name": "例示 花子", "grade": 2, "kind": "new"}
    lines = "\n".join(json.dumps({**fine, key: True}) for key in ("oyatsu", "snack"))
    where = desk.put("a.ndjson", lines.encode())
    asked = ("validate", where, "--form", FORM, "--municipality", CODE)
    assert desk.run(*asked, SOROE_REGISTRY=url).code == 0
    bad = desk.put("b.json", {**fine, "oyatsu": "はい"})
    assert desk.run("validate", bad, *asked[2:], SOROE_REGISTRY=url).code == 1

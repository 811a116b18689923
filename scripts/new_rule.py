"""Begins a rule: its file, its fixture, its messages. The tests are red until all three are filled.

    python scripts/new_rule.py stamp-required x-stamp

Then: write the finder, give the fixture an example, a firing case and a near miss, replace the "-"
in locale/rules.ja.json and locale/rules.en.json, run `python scripts/rule_pages.py` and the tests.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path("clients") / "python" / "src" / "soroe"
PARTS = ("title", "message", "applicant", "why", "remedy", "example")

RULE = '''"""One sentence: what differs."""

from soroe.rules.moves import introduced
from soroe.rules.rule import Rule

RULE = Rule(
    id="{id}",
    keyword="{keyword}",
    aspect="structure",
    move="added",
    effect=None,
    mirror="{id}",
    find=introduced("{keyword}"),
)
'''


def scaffold(root: Path, id_: str, keyword: str) -> tuple[Path, ...]:
    """Write what a new rule consists of below `root`; FileExistsError where there is one already.

    ValueError for an id that is not words of small letters joined by hyphens.
    """
    if not re.fullmatch(r"[a-z]+(-[a-z]+)+", id_):
        raise ValueError(id_)
    module = root / PACKAGE / "rules" / f"{id_.replace('-', '_')}.py"
    fixture = root / "tests" / "rules" / f"{id_}.json"
    for path in (module, fixture):
        if path.exists():
            raise FileExistsError(path)
    module.write_text(RULE.format(id=id_, keyword=keyword), "utf-8")
    form: dict[str, Any] = {
        "title": "学童クラブ利用申請",
        "type": "object",
        "properties": {},
        "additionalProperties": False,
    }
    case = {"name": "example", "core": form, "form": form, "finds": []}
    fixture.write_text(json.dumps({"cases": [case]}, ensure_ascii=False, indent=2) + "\n", "utf-8")
    messages = [root / PACKAGE / "locale" / f"rules.{lang}.json" for lang in ("ja", "en")]
    for path in messages:
        known = json.loads(path.read_text("utf-8"))
        known[id_] = dict.fromkeys(PARTS, "-")
        rows = [
            f"  {json.dumps(rule)}: {json.dumps(said, ensure_ascii=False)}"
            for rule, said in sorted(known.items())
        ]
        path.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")
    return module, fixture, *messages


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("id", help="words of small letters joined by hyphens: stamp-required")
    parser.add_argument("keyword", help="the keyword that the rule watches")
    given = parser.parse_args()
    for written in scaffold(ROOT, given.id, given.keyword):
        print(written.relative_to(ROOT))

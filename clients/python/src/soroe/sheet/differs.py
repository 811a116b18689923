"""In what each item differs from the core, and on what that rests: the last column, to be read."""

from __future__ import annotations

from collections import defaultdict

from soroe.citation import cite
from soroe.diff.differences import differences
from soroe.locale import text
from soroe.model import Json, Lang, LocalDiff


def differs(core: Json, form: Json, diff: LocalDiff | None, lang: Lang) -> dict[str, str]:
    """A few lines for each item that differs; both forms have their references inlined."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for found in differences(core, form):
        said[found.pair.item].append("・" + text("rules", found.rule.id, "title", lang))
    for change in diff.changes if diff is not None else ():
        if change.basis is not None and diff is not None:
            said[change.item].append(cite(diff.citations[change.basis.cite], change.basis.article))
        if change.reason:
            said[change.item].append(change.reason)
    return {item: "\n".join(dict.fromkeys(lines)) for item, lines in said.items()}

"""The draft of a municipality's next local diff: what is unchanged keeps its basis and reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from soroe.diff.apply import apply, same
from soroe.diff.derive import derive
from soroe.diff.document import encode_diff
from soroe.errors import DiffError
from soroe.jsontext import canonical
from soroe.listing import to_json
from soroe.model import Base, Change, Citation, Json, LocalDiff, Op
from soroe.schema.inline import inline


class Draft(Base, frozen=True):
    """A diff to be completed.

    `carried` are the indexes of the changes that keep basis and reason of an earlier diff.
    `earlier` are those diffs, the newest first, with the keys of the draft's citations.
    """

    diff: LocalDiff
    carried: tuple[int, ...]
    earlier: tuple[LocalDiff, ...]


def draft(
    core: Json,
    form: Json,
    named: LocalDiff,
    earlier: Sequence[LocalDiff] = (),
    shared: Mapping[str, Citation] | None = None,
) -> Draft:
    """The changes that make the form of the core, as a diff with open citation slots.

    `named` says form, core version, municipality and aliases. A change of an `earlier` diff of the
    municipality whose every operation the form still makes is unchanged: it stays one change, with
    its basis and reason. Where diffs disagree, the one that applied from the later day counts, then
    the later in the sequence. All their citations come along, to be cited or taken out. `shared`
    are the municipality's shared citations by key: their wording counts above that of any diff.
    """
    core = inline(core)
    derived = derive(core, form)
    citations, before = _one_table(_newest_first(earlier), shared or {})
    kept = [c for diff in before for c in diff.changes]
    wanted = apply(core, replace(named, changes=derived))
    changes = derived
    # Operations that make room for others are bound to an order; where moving whole changes about
    # breaks it, only those stay that need not be moved, or none.
    for stay in (kept, [c for c in kept if _whole(c, derived)]):
        moved = _carry(derived, stay)
        if _makes(core, replace(named, changes=moved), wanted):
            changes = moved
            break
    carried = tuple(i for i, c in enumerate(changes) if c.basis is not None or c.reason)
    return Draft(replace(named, changes=changes, citations=citations), carried, before)


def document(diff: LocalDiff) -> Json:
    """The draft as a person edits it: in reading order, with the open slots to be seen."""
    spelled = encode_diff(diff)
    assert isinstance(spelled, dict)
    changes: list[Json] = [
        {
            "item": change.item,
            "ops": to_json(change.ops),
            **({} if change.basis is None else {"basis": to_json(change.basis)}),
            "reason": change.reason,
        }
        for change in diff.changes
    ]
    return {
        "form": diff.form,
        "core": diff.core,
        **({} if diff.over is None else {"over": diff.over}),
        "municipality": diff.municipality,
        "effectiveFrom": diff.effective_from,
        "citations": spelled.get("citations", {}),
        "aliases": spelled.get("aliases", {}),
        "changes": changes,
    }


def only_wanted(diff: LocalDiff, wanted: Collection[str]) -> LocalDiff:
    """The draft without citations that no change rests on, but for those that are `wanted`."""
    used = {change.basis.cite for change in diff.changes if change.basis}
    kept = {key: cited for key, cited in diff.citations.items() if key in used or key in wanted}
    return replace(diff, citations=kept)


def _newest_first(earlier: Sequence[LocalDiff]) -> list[LocalDiff]:
    return sorted(earlier, key=lambda diff: diff.effective_from or "")[::-1]


def _one_table(
    earlier: Sequence[LocalDiff], shared: Mapping[str, Citation]
) -> tuple[dict[str, Citation], tuple[LocalDiff, ...]]:
    """All citations under keys that name one text each; the newest wording of a text counts."""
    citations = dict(shared)
    out: list[LocalDiff] = []
    for diff in earlier:
        keys: dict[str, str] = {}
        for key, cited in diff.citations.items():
            known = [
                k for k, c in citations.items() if (c.kind, c.title) == (cited.kind, cited.title)
            ]
            keys[key] = key if key in known else (*known, _free(key, citations))[0]
            citations.setdefault(keys[key], cited)
        changes = tuple(_recited(change, keys) for change in diff.changes)
        mine = {key: citations[key] for key in keys.values()}
        out.append(replace(diff, citations=mine, changes=changes))
    return citations, tuple(out)


def _free(key: str, taken: dict[str, Citation]) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}-{number}"
    return free


def _recited(change: Change, keys: dict[str, str]) -> Change:
    if change.basis is None:
        return change
    return replace(change, basis=replace(change.basis, cite=keys[change.basis.cite]))


def _carry(derived: Sequence[Change], kept: Sequence[Change]) -> tuple[Change, ...]:
    """The derived changes, with those of `kept` that are made in full put in the place of theirs.

    A kept change stands where the last of its operations stood.
    """
    owner = {_key(op): index for index, change in enumerate(derived) for op in change.ops}
    placed: dict[int, list[Change]] = {}
    for change in kept:
        keys = [_key(op) for op in change.ops]
        if keys and all(key in owner for key in keys):
            placed.setdefault(max(owner.pop(key) for key in keys), []).append(change)
    out: list[Change] = []
    for index, change in enumerate(derived):
        left = tuple(op for op in change.ops if _key(op) in owner)
        if left:
            out.append(replace(change, ops=left))
        out.extend(placed.get(index, ()))
    return tuple(out)


def _whole(change: Change, derived: Sequence[Change]) -> bool:
    """Whether one derived change is this one, item and operations."""
    keys = {_key(op) for op in change.ops}
    return any(d.item == change.item and {_key(op) for op in d.ops} == keys for d in derived)


def _makes(core: Json, diff: LocalDiff, wanted: Json) -> bool:
    try:
        return same(apply(core, diff), wanted)
    except DiffError:
        return False


def _key(op: Op) -> bytes:
    return canonical(to_json(op))

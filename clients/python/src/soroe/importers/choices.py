"""Choices: kintone keeps the labels that people see, the core keeps codes with their labels.

A label is mapped to a code where the two labels are equal after folding. A label that has no equal
stays as it is: the city then offers a choice that the core does not have, and the check says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from soroe.importers.field import Field, Fragment
from soroe.importers.labels import fold
from soroe.importers.notes import NoteBook
from soroe.importers.targets import Target
from soroe.model import Json
from soroe.schema import validator

BOUNDS = frozenset({"minLength", "maxLength", "pattern", "minimum", "maximum"})
"""What a core may ask of a value that the city has made a choice."""

YES_NO = tuple(
    (fold(yes), fold(no))
    for yes, no in (
        ("はい", "いいえ"),
        ("有", "無"),
        ("有り", "無し"),
        ("あり", "なし"),
        ("いる", "いない"),
        ("する", "しない"),
        ("希望する", "希望しない"),
        ("利用する", "利用しない"),
        ("同意する", "同意しない"),
        ("申請する", "申請しない"),
        ("該当する", "該当しない"),
        ("該当", "非該当"),
        ("受けている", "受けていない"),
        ("yes", "no"),
    )
)
"""Pairs of labels that mean yes and no; any other pair is kept as two choices."""

SAME = {
    fold(short): fold(long)
    for short, long in (
        *((day, f"{day}曜日") for day in "月火水木金土日"),
        *(("有", "あり"), ("有り", "あり"), ("無", "なし"), ("無し", "なし")),
        *(("男", "男性"), ("女", "女性"), ("祝", "祝日")),
    )
}
"""Short ways to write a choice; the long one is meant where the core has it and not the short."""


def adapt(field: Field, target: Target | None, notes: NoteBook) -> Fragment:
    """The schema of a choice field, in the core's codes where the field is a core item."""
    options = field.options
    core = target.item.schema if target and isinstance(target.item.schema, dict) else {}
    if field.kind == "either":
        field = replace(field, kind="choices" if core.get("type") == "array" else "choice")
    if options is None:
        if field.summary and core and _lists(core) == field.kind:
            notes.add("list-options-from-core", fields=field.label)
            return dict(core)
        one: Fragment = {"type": "string"}
        return _many(one, field, {}) if field.kind == "choices" else one
    if field.summary and _is_range(core, options):
        return dict(core) | {"minimum": int(options[0]), "maximum": int(options[-1])}
    if target and core.get("type") == "boolean":
        said = _boolean(field, options, target, core, notes)
        if said is not None:
            return said
    one = _enum(field, options, target, core, notes)
    return _many(one, field, core) if field.kind == "choices" else one


def _lists(core: Fragment) -> str:
    """Which kind of choice field the core item would be; "" if it has no choices."""
    members = core.get("items")
    if isinstance(members, dict):
        return "choices" if "enum" in members else ""
    return "choice" if "enum" in core or core.get("type") == "boolean" else ""


def _is_range(core: Fragment, options: Sequence[str]) -> bool:
    """Whether the choices are whole numbers without a gap, and the core has a range of them."""
    if core.get("type") != "integer" or "enum" in core or not all(map(str.isdecimal, options)):
        return False
    numbers = [int(option) for option in options]
    return numbers == list(range(numbers[0], numbers[-1] + 1))


def _many(one: Fragment, field: Field, core: Fragment) -> Fragment:
    """Any of the choices, each once. None chosen is an item left out, so `[]` follows the core."""
    out: Fragment = {"type": "array", "items": one, "uniqueItems": True}
    if field.required or core.get("minItems") == 1:
        out["minItems"] = 1
    most = core.get("maxItems")
    if isinstance(most, int) and field.options is not None and len(field.options) <= most:
        out["maxItems"] = most  # each choice stands once, so there cannot be more
    return out


def _enum(
    field: Field,
    options: Sequence[str],
    target: Target | None,
    core: Fragment,
    notes: NoteBook,
) -> Fragment:
    members = core.get("items")
    listed = members if isinstance(members, dict) else core
    known = _codes(listed, core)
    values: list[Json] = []
    labels = {str(code): label for code, label in _shown(listed, core).items()}
    if field.codes and target is None:
        known = {fold(label): code for label, code in field.codes.items()}
    whole = listed.get("type") == "integer" and "enum" not in listed
    for option in options:
        name = fold(option) if fold(option) in known else fold(field.codes.get(option, option))
        if name not in known and SAME.get(fold(option)) in known:
            name = SAME[fold(option)]
        code = known.get(name, option)
        if whole and fold(option).isascii() and fold(option).isdigit():
            code = int(fold(option))
        elif known and name not in known and target:
            params = {"field": field.label, "option": option, "item": target.name}
            notes.one("option-not-in-core", field.at, **params)
        if code in values:
            notes.one("option-twice", field.at, field=field.label, option=option)
            continue
        values.append(code)
        if code != option:
            labels[str(code)] = option
        given = field.codes.get(option)
        if target and given is not None and fold(option) in known and given != str(code):
            notes.add("list-codes-differ", fields=f"{field.label} › {option} {given}≠{code}")
    kinds = sorted({"integer" if isinstance(v, int) else "string" for v in values})
    out: Fragment = {"type": kinds[0] if len(kinds) == 1 else list(kinds), "enum": values}
    if labels:
        out["x-choices"] = labels
    for keyword in BOUNDS & listed.keys() if out["type"] == listed.get("type") else ():
        holds = validator({keyword: listed[keyword]})
        if all(holds.is_valid(value) for value in values):
            out[keyword] = listed[keyword]  # true of every choice, so nothing differs here
    return out


def _codes(listed: Fragment, core: Fragment) -> dict[str, Json]:
    """Folded label -> code. A label that two codes share names neither of them."""
    members = listed.get("enum")
    if not isinstance(members, list):
        return {}
    names = _shown(listed, core)
    found: dict[str, list[Json]] = {}
    for member in members:
        for label in {fold(t) for t in (*_texts(names.get(str(member))), str(member))}:
            found.setdefault(label, []).append(member)
    return {label: codes[0] for label, codes in found.items() if len(codes) == 1}


def _shown(listed: Fragment, core: Fragment) -> dict[str, Json]:
    """Code -> label as the core has it, on the choices or on the list that holds them."""
    shown = listed.get("x-choices", core.get("x-choices"))
    return shown if isinstance(shown, dict) else {}


def _texts(shown: Json | None) -> Iterable[str]:
    """The label of a code, or its labels where the core lists several."""
    held = shown if isinstance(shown, list) else [shown]
    return [t for t in held if isinstance(t, str)]


def _boolean(
    field: Field, options: Sequence[str], target: Target, core: Fragment, notes: NoteBook
) -> Fragment | None:
    """A box to tick, or a pair of yes and no, as a boolean; None if it is neither."""
    if field.kind == "choices" and len(options) == 1:
        notes.one("checkbox-as-boolean", field.at, field=field.label, item=target.name)
        return {"type": "boolean", "const": True} if field.required else {"type": "boolean"}
    names = _shown(core, core)
    own = (fold(str(names.get("true", ""))), fold(str(names.get("false", ""))))
    pair = [fold(o) for o in options]
    for yes, no in (own, *YES_NO):
        if field.kind == "choice" and yes and sorted(pair) == sorted((yes, no)):
            words = {"yes": options[pair.index(yes)], "no": options[pair.index(no)]}
            notes.one("choice-as-boolean", field.at, field=field.label, **words)
            return {"type": "boolean"}
    return None

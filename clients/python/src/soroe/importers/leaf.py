"""One field that is no table -> the schema of its item."""

from __future__ import annotations

from soroe.importers import choices, summary
from soroe.importers.field import Field, Fragment
from soroe.importers.notes import NoteBook
from soroe.importers.targets import Target
from soroe.schema import validator
from soroe.schema.keywords import annotation_keywords

FILE: Fragment = {
    "type": "object",
    "properties": {
        "fileKey": {"type": "string"},
        "name": {"type": "string"},
        "contentType": {"type": "string"},
        "size": {"type": "string"},
    },
    "required": ["fileKey"],
    "additionalProperties": False,
}
"""One file as form tools hand it out; used where the core says nothing about files."""

TRIMMED = {
    "line": r"^[^\x00-\x20\x7F　][^\x00-\x1F\x7F]*$",
    "note": r"[^\x00-\x20\x7F　]",
}
"""Text as it is compared: without space at the ends, not blank, and in a line without controls.

These are the patterns of the shared components text-line and text-note. A value is trimmed on its
way out of the form tool, so a core that asks for no more than that asks for nothing that differs.
"""


def leaf(field: Field, target: Target | None, notes: NoteBook) -> Fragment:
    """The item's schema under the city's own title, in the core's codes where it is a core item."""
    core = target.item.schema if target and isinstance(target.item.schema, dict) else {}
    if field.kind == "files":
        body = _files(field, core, notes)
    elif field.kind == "value":
        body = summary.value(field, core, notes) if field.summary else _value(field, core, notes)
    else:
        body = choices.adapt(field, target, notes)
    return titled(field, core, body)


def titled(field: Field, core: Fragment, body: Fragment) -> Fragment:
    """The body with its title; what a summary does not say in words is as in the core."""
    out: Fragment = {"title": field.label}
    if field.description:
        out["description"] = field.description
    if field.summary and core:
        out |= remarks(core, body) | out
    return {**out, **{k: v for k, v in body.items() if k not in out}}


def remarks(core: Fragment, body: Fragment) -> Fragment:
    """The core's annotations; its examples only while they are examples of the body too."""
    said = {
        k: v
        for k, v in core.items()
        if (k in annotation_keywords() or k.startswith("x-")) and k not in ("x-choices", "default")
    }
    examples = said.get("examples")
    if isinstance(examples, list):
        accepts = validator({k: v for k, v in body.items() if k != "examples"})
        if not all(accepts.is_valid(example) for example in examples):
            del said["examples"]
    return said


def _files(field: Field, core: Fragment, notes: NoteBook) -> Fragment:
    """Files, as the core's own attachments where it has them.

    A file field asks for files and nothing else; what the core asks about each of them is not
    compared, and the note says so.
    """
    out: Fragment = {"type": "array", "items": core.get("items", FILE)}
    if field.required or core.get("minItems") == 1:
        out["minItems"] = 1
    if field.limit:
        out["maxItems"] = field.limit
    elif field.summary and "maxItems" in core:
        out["maxItems"] = core["maxItems"]
    if "items" in core:
        notes.one("file-as-attachment", field.at, field=field.label)
    return out


def _value(field: Field, core: Fragment, notes: NoteBook) -> Fragment:
    out = dict(field.schema)
    if out.get("type") == "string":
        # A blank field is an item left out, so whether "" is accepted follows the core.
        if core.get("minLength") == 1:
            out.setdefault("minLength", 1)
        trimmed = TRIMMED.get(field.text)
        if trimmed and core.get("pattern") == trimmed:
            out["pattern"] = trimmed
            notes.add("tool-trimmed", fields=field.label)
        elif not {"pattern", "format"} & out.keys() and {"pattern", "format"} & core.keys():
            notes.add("tool-no-pattern", fields=field.label)
        if field.text == "note" and "maxLength" in core and "maxLength" not in out:
            notes.add("tool-no-length", fields=field.label)
    if out.get("type") == "number" and core.get("type") == "integer":
        notes.one("tool-decimals", field.at, field=field.label)
    return out

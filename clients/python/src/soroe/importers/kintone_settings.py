"""The settings of one kintone field, read from the strings in which kintone writes them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import NoReturn

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.importers.field import Fragment
from soroe.importers.notes import NoteBook
from soroe.jsontext import MAX_SAFE_INTEGER
from soroe.model import Json
from soroe.pointer import join, split


class Settings(msgspec.Struct, frozen=True):
    """One field's settings with its place and label; every reader names both when it refuses."""

    raw: dict[str, Json]
    at: str
    label: str

    def flag(self, name: str) -> bool:
        """A yes/no setting: a boolean, or in the older export the string "true"."""
        return self.raw.get(name) in (True, "true")

    def text(self, name: str) -> str:
        """A setting as text; "" where it is unset."""
        value = self.raw.get(name)
        if value is None or isinstance(value, bool | dict | list):
            return ""
        return str(value).strip()

    def lengths(self) -> Fragment:
        """`minLength` and `maxLength` in characters."""
        out: Fragment = {}
        for name in ("minLength", "maxLength"):
            if text := self.text(name):
                if not (text.isascii() and text.isdigit()) or int(text) > MAX_SAFE_INTEGER:
                    self._refuse(name)
                out[name] = int(text)
        return out

    def number(self, notes: NoteBook) -> Fragment:
        """A number with its bounds; a bound that a double cannot hold is noted and left out."""
        out: Fragment = {"type": "number" if self.text("displayScale") != "0" else "integer"}
        for name, keyword in (("minValue", "minimum"), ("maxValue", "maximum")):
            if not (text := self.text(name)):
                continue
            try:
                exact = Decimal(text)
            except InvalidOperation:
                self._refuse(name)
            if not exact.is_finite():
                self._refuse(name)
            if exact == exact.to_integral_value() and abs(exact) <= MAX_SAFE_INTEGER:
                out[keyword] = int(exact)
            elif Decimal(repr(float(exact))) == exact:
                out[keyword] = float(exact)
            else:
                notes.one("kintone-bound-left-out", self.at, field=self.label, bound=text)
        return out

    def options(self) -> tuple[str, ...] | None:
        """The labels of the choices in the order of the screen; None where the export has none."""
        held = self.raw.get("options")
        if isinstance(held, list) and held:
            if not all(isinstance(o, str) for o in held):
                self._refuse("options")
            return tuple(map(str, held))
        if not isinstance(held, dict) or not held:
            return None
        rows = []
        for key, option in held.items():
            if not isinstance(option, dict):
                self._refuse("options", key)
            label, index = option.get("label", key), str(option.get("index", ""))
            if not isinstance(label, str) or not (index.isascii() and index.isdigit()):
                self._refuse("options", key)
            rows.append((int(index), label))
        return tuple(label for _, label in sorted(rows, key=lambda row: row[0]))

    def _refuse(self, *steps: str) -> NoReturn:
        value: Json = self.raw
        for step in steps:
            value = value[step] if isinstance(value, dict) else None
        where = join((*split(self.at), *steps))
        params = {"field": self.label, "setting": steps[0], "value": str(value)[:60]}
        raise DocumentError(Problem("kintone-setting-invalid", where, params))

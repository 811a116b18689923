r"""Models of the formats that forms use, as pairs of patterns.

`most` matches every string that any reader of the format accepts, `least` only strings that all of
them accept, so that a proof and a counterexample hold whichever reader is in use. Where the two
are one, the format is a regular language. Any other format is opaque: it is equal only to itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from soroe.contain.automata import Unsupported

if TYPE_CHECKING:
    from soroe.contain.solve import Engine


class Model(msgspec.Struct, frozen=True):
    """What is known of one format, and examples that a person recognises."""

    most: str
    least: str
    examples: tuple[str, ...]


_LEAP = r"(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DATE = (
    r"(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))|" + _LEAP + "-02-29)"
)
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
_LOOSE_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?"
_OFFSET = r"(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
_LOOSE_OFFSET = r"(?:[zZ]|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ATOM = r"[A-Za-z0-9_+-]+"
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_UUID = r"^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"

MODELS: dict[str, Model] = {
    "date": Model(f"^{_DATE}$", f"^(?!0000){_DATE}$", ("2027-04-01", "2026-12-31")),
    "time": Model(f"^{_LOOSE_CLOCK}{_LOOSE_OFFSET}$", f"^{_CLOCK}{_OFFSET}$", ("09:30:00+09:00",)),
    "date-time": Model(
        f"^{_DATE}[Tt ]{_LOOSE_CLOCK}{_LOOSE_OFFSET}$",
        f"^(?!0000){_DATE}T{_CLOCK}{_OFFSET}$",
        ("2027-04-01T09:30:00+09:00",),
    ),
    "email": Model(
        "@",
        rf"^(?=.{{1,60}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+$",
        ("hanako@example.jp", "taro@example.com"),
    ),
    "uuid": Model(_UUID, _UUID, ("6f9619ff-8b86-4d01-b42d-00cf4fc964ff",)),
    "ipv4": Model(
        rf"^{_OCTET}(?:\.{_OCTET}){{3}}$", rf"^{_OCTET}(?:\.{_OCTET}){{3}}$", ("192.0.2.1",)
    ),
    "ipv6": Model(
        "^[0-9a-fA-F:.]+$",
        "^(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}$",
        ("2001:db8:0:0:0:0:0:1",),
    ),
    "uri": Model(
        "^[A-Za-z][A-Za-z0-9+.-]*:",
        rf"^https?://{_LABEL}(?:\.{_LABEL})+(?:/[A-Za-z0-9_-]+)*/?$",
        ("https://www.example.jp/",),
    ),
}


def conforms(engine: Engine, name: str, text: str) -> bool | None:
    """Whether the text has the format; None where readers differ or the format is opaque."""
    model = MODELS.get(name)
    if model is None:
        return None
    try:
        language = engine.language
        if not language.accepts(language.of(model.most), text):
            return False
        return True if language.accepts(language.of(model.least), text) else None
    except Unsupported:
        return None

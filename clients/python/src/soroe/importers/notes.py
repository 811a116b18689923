"""Notes of one import: those that concern many fields alike are gathered into one."""

from __future__ import annotations

from soroe.model import Note

_SHOWN = 12


class NoteBook:
    """Collects notes in order; a gathered note names its fields and counts them."""

    def __init__(self, tool: str = "") -> None:
        """Start empty. `tool` is named by the notes on what the form tool cannot say (`tool-`)."""
        self.tool = tool
        self._single: list[Note] = []
        self._gathered: dict[str, list[str]] = {}

    def one(self, kind: str, at: str, /, **params: str) -> None:
        """A note on one place."""
        self._single.append(Note(kind, at, {**params, **self._named(kind)}))

    def add(self, kind: str, fields: str) -> None:
        """Add one field to the note that all fields of this kind share."""
        self._gathered.setdefault(kind, []).append(fields)

    def notes(self) -> tuple[Note, ...]:
        """Single notes first, then the gathered ones."""
        return (
            *self._single,
            *(
                Note(
                    kind,
                    "",
                    {"count": str(len(names)), "fields": listed(names), **self._named(kind)},
                )
                for kind, names in self._gathered.items()
            ),
        )

    def _named(self, kind: str) -> dict[str, str]:
        return {"tool": self.tool} if kind.startswith("tool-") else {}


def listed(names: list[str]) -> str:
    """Names as a person reads them; beyond a dozen the rest is counted by the note itself."""
    return "、".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")

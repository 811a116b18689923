"""Writes docs/python-api.md: every public name with its signature, its docstring and an example.

The public names are `soroe.__all__` and `OUTSIDE`; the examples stand in docs/python-api.examples,
as an interactive session shows them, and a test runs them. Run this after a name, a docstring or an
example has changed; a test compares the page with what it would write.
"""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

import soroe
from soroe import flows

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "python-api.md"
EXAMPLES = ROOT / "docs" / "python-api.examples"
OUTSIDE = (
    "soroe.check.check",
    "soroe.report.text.render",
    "soroe.testing.MemoryRegistry",
    "soroe.bundle.unseal",
    "soroe.bundle.trust",
    "soroe.bundle.check_texts",
    "soroe.bundle.Holding",
    "soroe.bundle.BundleClient",
)
"""Public names that live in a module of their own: its name is theirs, or it says what they are."""

MOST = 40
"""The names are few, so that all of them can be kept."""


_PLAIN = (str, int, float, tuple, type(None), type)  # `type`: there is no default


def names() -> tuple[str, ...]:
    """Every public name in full, those of `soroe` first."""
    return (*(f"soroe.{name}" for name in sorted(soroe.__all__, key=str.lower)), *OUTSIDE)


def value(name: str) -> Any:
    """What the name stands for."""
    module, _, last = name.rpartition(".")
    return getattr(import_module(module), last)


def head() -> str:
    """How the page begins: what stands before the first example."""
    return _parts()[0].format(count=len(names()), most=MOST)


def examples() -> dict[str, str]:
    """The example of each name; the preparation is called `setting`."""
    parts = _parts()
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert len(found) == len(parts) // 2, "a name has two examples"
    return {name.strip(): text.strip() + "\n" for name, text in found.items()}


def _parts() -> list[str]:
    return re.split(r"^## (.*)\n", EXAMPLES.read_text(encoding="utf-8"), flags=re.MULTILINE)


def page() -> str:
    """The whole page."""
    shown = examples()
    lines = [head() + _code(shown["setting"])]
    for name in names():
        lines += [f"## `{name}`", "", f"```python\n{signature(name)}\n```", "", told(name), ""]
        lines += [*methods(name), _code(shown[name])]
    return "\n".join(lines)


def signature(name: str) -> str:
    """How it is called, or what it holds."""
    what, last = value(name), name.rpartition(".")[2]
    if isinstance(what, type) and issubclass(what, msgspec.Struct):
        fields = ", ".join(field.name for field in msgspec.structs.fields(what))
        return f"{last}({fields})"
    return f"{last}{_plain(inspect.signature(what), result=not isinstance(what, type))}"


class _Bare(str):
    """A text that is shown without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _plain(signature: inspect.Signature, *, result: bool) -> inspect.Signature:
    """The signature as it is written; a default that is no plain value is an ellipsis."""
    parameters = [
        one.replace(
            annotation=_Bare(one.annotation),
            default=one.default if isinstance(one.default, _PLAIN) else _Bare("…"),
        )
        for one in signature.parameters.values()
    ]
    answer = _Bare(signature.return_annotation) if result else inspect.Signature.empty
    return inspect.Signature(parameters, return_annotation=answer)


def told(name: str) -> str:
    """The docstring as a paragraph or several."""
    return inspect.cleandoc(value(name).__doc__ or "")


def methods(name: str) -> list[str]:
    """What a class of its own making can do, a line each; of values and errors nothing."""
    what = value(name)
    if not isinstance(what, type) or issubclass(what, msgspec.Struct | Exception):
        return []
    lines = []
    for called, function in vars(what).items():
        if inspect.isfunction(function) and not called.startswith("_"):
            shown = _plain(_without_self(inspect.signature(function)), result=True)
            wait = "await " if inspect.iscoroutinefunction(function) else ""
            lines.append(f"- `{wait}{called}{shown}`: {_first_sentence(function)}")
    return [*lines, ""] if lines else []


def _without_self(signature: inspect.Signature) -> inspect.Signature:
    first, *others = signature.parameters.values()
    return signature.replace(parameters=others if first.name == "self" else [first, *others])


def _first_sentence(function: Any) -> str:
    """What a method is for; one that drives a flow is for what the flow says."""
    said = inspect.cleandoc(function.__doc__ or "")
    if match := re.fullmatch(r"See `flows\.(\w+)`\.", said):
        said = inspect.cleandoc(getattr(flows, match[1]).__doc__ or "")
    return said.partition("\n\n")[0].replace("\n", " ")


def _code(text: str) -> str:
    return f"```pycon\n{text}```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.relative_to(ROOT))

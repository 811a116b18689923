"""Does this value satisfy this formula? True, False, or None where that cannot be told."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from soroe.contain import formats
from soroe.contain import nodes as n
from soroe.contain.automata import Unsupported
from soroe.contain.nodes import Node
from soroe.contain.values import exact, key, type_bit, unique
from soroe.model import Json

if TYPE_CHECKING:
    from soroe.contain.solve import Engine

_DEPTH = 120


def holds(engine: Engine, node: Node, value: Json, depth: int = 0) -> bool | None:
    """Kleene's three-valued truth of `node` at `value`."""
    engine.meter.charge(1)
    if depth > _DEPTH:
        return None
    op = node.op
    if op == n.LAZY:
        return holds(engine, engine.nodes.opened(node), value, depth + 1)
    if op == n.AND:
        return _all(holds(engine, k, value, depth + 1) for k in node.kids)
    if op == n.OR:
        return _no(_all(_no(holds(engine, k, value, depth + 1)) for k in node.kids))
    if op in (n.TRUE, n.FALSE):
        return op == n.TRUE
    if op == n.TYPES:
        return bool(node.args[0] & type_bit(value))
    if op in (n.VALUES, n.NOT_VALUES):
        return (key(value) in node.args[0]) == (op == n.VALUES)
    if op == n.OPAQUE:
        return None
    if not node.kind & type_bit(value):
        return node.positive
    truth = _atom(engine, node, value, depth)
    return truth if node.positive else _no(truth)


def _no(truth: bool | None) -> bool | None:  # noqa: FBT001 - a value of a logic, not a switch
    return None if truth is None else not truth


def _all(truths: Iterable[bool | None]) -> bool | None:
    unknown = False
    for t in truths:
        if t is False:
            return False
        unknown = unknown or t is None
    return None if unknown else True


def _within(number: int, node: Node) -> bool:
    lo, hi = node.args
    return bool(lo <= number and (hi is None or number <= hi))


def _atom(engine: Engine, node: Node, value: Json, depth: int) -> bool | None:
    op, args = node.op, node.args
    if isinstance(value, dict):
        if op == n.KEY_COUNT:
            return _within(len(value), node)
        if op == n.HAS:
            return bool(args[0] in value)
        return _keys(engine, args[0], args[1], value, depth)
    if isinstance(value, list):
        if op == n.ITEM_COUNT:
            return _within(len(value), node)
        if op == n.UNIQUE:
            return unique(value)
        if op == n.ITEMS:
            stop = len(value) if args[1] is None else args[1] + 1
            return _all(holds(engine, args[2], v, depth + 1) for v in value[args[0] : stop])
        return _counted(engine, node, value, depth)
    if isinstance(value, str):
        if op == n.LENGTH:
            return _within(len(value), node)
        if op == n.FORMAT:
            return formats.conforms(engine, args[0], value)
        return matches(engine, args[0], value)
    number = exact(value)  # type: ignore[arg-type]
    if op == n.MULTIPLE:
        return bool((Fraction(number) / args[0]).denominator == 1)
    if op == n.LEAST:
        return bool(number > args[0] if args[1] else number >= args[0])
    return bool(number < args[0] if args[1] else number <= args[0])


def matches(engine: Engine, pattern: str, text: str) -> bool | None:
    """Whether the pattern matches somewhere in the text; None: the pattern is not supported."""
    try:
        return engine.language.accepts(engine.language.of(pattern), text)
    except Unsupported:
        return None


def member(engine: Engine, names: Node, name: str) -> bool | None:
    """Whether a key name satisfies a formula; remembered."""
    if names.op == n.VALUES:
        return bool(name in names.args[0])
    ident = (names.id, name)
    try:
        return engine.members[ident]
    except KeyError:
        found = engine.members[ident] = holds(engine, names, name)
        return found


def _keys(
    engine: Engine, names: Node, node: Node, value: dict[str, Json], depth: int
) -> bool | None:
    if names.op == n.VALUES and len(names.args[0]) == 1:
        (name,) = names.args[0]
        return holds(engine, node, value[name], depth + 1) if name in value else True
    unknown = False
    for name, v in value.items():
        inside = member(engine, names, name)
        if inside is False:
            continue
        truth = holds(engine, node, v, depth + 1)
        if truth is False and inside:
            return False
        unknown = unknown or truth is not True
    return None if unknown else True


def _counted(engine: Engine, node: Node, value: list[Json], depth: int) -> bool | None:
    wanted, lo, hi = node.args
    truths = [holds(engine, wanted, v, depth + 1) for v in value]
    sure = sum(t is True for t in truths)
    most = sure + sum(t is None for t in truths)
    if most < lo or (hi is not None and sure > hi):
        return False
    return True if sure >= lo and (hi is None or most <= hi) else None

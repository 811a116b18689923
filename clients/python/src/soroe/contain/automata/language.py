"""From a syntax tree to the language of all strings in which the pattern matches somewhere."""

from __future__ import annotations

from collections.abc import Iterable

from soroe.contain.automata.charset import blocks
from soroe.contain.automata.parse import Tree, Unsupported, parse
from soroe.contain.automata.terms import NOTHING, Term, Terms

_UNROLL = 4


class Language:
    """Patterns as languages over one table of terms, read once each."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._read: dict[str, Term | Unsupported] = {}
        self._matched: dict[tuple[int, str], bool] = {}

    def of(self, source: str) -> Term:
        """The language of a pattern under search semantics; raises `Unsupported`."""
        found = self._read.get(source)
        if found is None:
            try:
                found = self._search(parse(source))
            except Unsupported as e:
                found = e
            self._read[source] = found
        if isinstance(found, Unsupported):
            raise found
        return found

    def _search(self, tree: Tree) -> Term:
        t = self.terms
        at_start = self._build(tree, t.everything, start=True)
        if _only_at_start(tree):
            return at_start
        later = self._build(tree, t.everything, start=False)
        return t.alt((at_start, t.cat(t.repeat(t.any, 1, None), later)))

    def _build(self, tree: Tree, rest: Term, *, start: bool) -> Term:
        """The strings that `tree` followed by `rest` matches from here to the end.

        `start` says that nothing has been consumed yet, so `^` holds.
        """
        t = self.terms
        kind = tree[0]
        if kind == "start":
            return rest if start else t.nothing
        if kind == "end":
            return t.empty if rest.nullable else t.nothing
        if kind == "look":
            inner = self._build(tree[1], t.everything, start=start)
            return t.both((inner if tree[2] else t.complement(inner), rest))
        if kind == "alt":
            return t.alt([self._build(part, rest, start=start) for part in tree[1]])
        if kind == "cat":
            return self._sequence(tree[1], rest, start=start)
        if _plain(tree):
            return t.cat(self._plain_term(tree), rest)
        _, part, lo, hi = tree
        # An anchored part under a small count is written out. Whether `^` still holds in the
        # second round is not known, so then it must not have held in the first.
        if hi is None or hi > _UNROLL or (start and hi > 1):
            raise Unsupported("pattern-anchor-in-loop")
        out = rest
        for done in range(hi - 1, -1, -1):
            taken = self._build(part, out, start=start)
            out = t.alt((taken, rest)) if done >= lo else taken
        return out

    def _sequence(self, parts: tuple[Tree, ...], rest: Term, *, start: bool) -> Term:
        t = self.terms
        states = [start]
        split = None
        for i, part in enumerate(parts):
            here = states[-1]
            if here and not _zero_width(part):
                if _can_be_empty(part) and any(_mentions_start(p) for p in parts[i + 1 :]):
                    split = i
                    break
                here = False
            states.append(here)
        if split is None:
            out = rest
            for part, here in zip(reversed(parts), reversed(states[: len(parts)]), strict=True):
                out = self._build(part, out, start=here)
            return out
        if not _plain(parts[split]):
            raise Unsupported("pattern-anchor-in-loop")
        before, after = parts[:split], parts[split + 1 :]
        some = t.both((self._plain_term(parts[split]), t.repeat(t.any, 1, None)))
        skipped = self._sequence(after, rest, start=True)
        taken = t.cat(some, self._sequence(after, rest, start=False))
        return self._sequence(before, t.alt((skipped, taken)), start=start)

    def _plain_term(self, tree: Tree) -> Term:
        t = self.terms
        kind = tree[0]
        if kind == "set":
            return t.chars(tree[1])
        if kind == "alt":
            return t.alt([self._plain_term(part) for part in tree[1]])
        if kind == "cat":
            out = t.empty
            for part in reversed(tree[1]):
                out = t.cat(self._plain_term(part), out)
            return out
        _, part, lo, hi = tree
        return t.repeat(self._plain_term(part), lo, hi)

    def accepts(self, term: Term, text: str) -> bool:
        """Whether the string belongs to the language."""
        key = (term.id, text)
        found = self._matched.get(key)
        if found is None:
            state = term
            for c in text:
                state = self.terms.derive(state, ord(c))
                if state.op == NOTHING or state is self.terms.everything:
                    break
            found = self._matched[key] = state.nullable
        return found


def shortest(terms: Terms, term: Term, least: int = 0) -> str | None:
    """A shortest string of the language with at least `least` characters; None: there is none.

    Exhaustive: breadth first over the derivatives.
    """
    if least > 0:
        term = terms.both((term, terms.repeat(terms.any, least, None)))
    if term.nullable:
        return ""
    seen: dict[int, tuple[Term, int] | None] = {term.id: None}
    layer = [term]
    while layer:
        following: list[Term] = []
        for state in layer:
            for point in blocks(state.firsts):
                target = terms.derive(state, point)
                if target.op == NOTHING or target.id in seen:
                    continue
                seen[target.id] = (state, point)
                if target.nullable:
                    return _spell(seen, target)
                following.append(target)
        layer = following
    return None


def _spell(seen: dict[int, tuple[Term, int] | None], target: Term) -> str:
    points: list[str] = []
    step = seen[target.id]
    while step is not None:
        points.append(chr(step[1]))
        step = seen[step[0].id]
    return "".join(reversed(points))


def _children(tree: Tree) -> Iterable[Tree]:
    if tree[0] in ("cat", "alt"):
        return tuple(tree[1])
    return (tree[1],) if tree[0] in ("rep", "look") else ()


def _plain(tree: Tree) -> bool:
    """No anchors and no look-around inside."""
    return tree[0] not in ("start", "end", "look") and all(map(_plain, _children(tree)))


def _mentions_start(tree: Tree) -> bool:
    return tree[0] == "start" or any(map(_mentions_start, _children(tree)))


def _zero_width(tree: Tree) -> bool:
    """Never consumes a character."""
    kind = tree[0]
    if kind in ("start", "end", "look"):
        return True
    if kind == "rep":
        return bool(tree[3] == 0) or _zero_width(tree[1])
    return kind != "set" and all(map(_zero_width, _children(tree)))


def _can_be_empty(tree: Tree) -> bool:
    kind = tree[0]
    if kind == "set":
        return False
    if kind == "rep":
        return bool(tree[2] == 0) or _can_be_empty(tree[1])
    if kind == "alt":
        return any(map(_can_be_empty, tree[1]))
    if kind == "cat":
        return all(map(_can_be_empty, tree[1]))
    return True


def _only_at_start(tree: Tree) -> bool:
    """Cannot match anywhere but at the beginning."""
    kind = tree[0]
    if kind == "start":
        return True
    if kind == "alt":
        return all(map(_only_at_start, tree[1]))
    if kind == "cat":
        return any(map(_only_at_start, tree[1]))
    return kind == "rep" and bool(tree[2] > 0) and _only_at_start(tree[1])

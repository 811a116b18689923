r"""Reader of ECMA-262 regular expressions (the `u` flag, no other) into a small syntax tree.

What the dialects of validators disagree about is refused rather than guessed: back references,
look-behind, `\b`, inline flags, `\A` and `\Z`, `[]`.

The tree is made of tuples: ("set", CharSet), ("cat", parts), ("alt", parts),
("rep", part, lo, hi or None), ("start",), ("end",), ("look", part, positive).
"""

from __future__ import annotations

from typing import Any, TypeAlias

from soroe.contain.automata.charset import (
    ALL,
    DIGIT,
    NEWLINE,
    SPACE,
    WORD,
    CharSet,
    complement,
    join,
    normal,
)
from soroe.contain.automata.unicode import property_set

Tree: TypeAlias = tuple[Any, ...]

_CLASSES: dict[str, CharSet] = {
    "d": DIGIT,
    "D": complement(DIGIT),
    "w": WORD,
    "W": complement(WORD),
    "s": SPACE,
    "S": complement(SPACE),
}
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_DOT = complement(NEWLINE)
_MAX_DEPTH = 30
_MAX_COUNT = 100_000
EMPTY: Tree = ("cat", ())


class Unsupported(Exception):  # noqa: N818 - a verdict about a pattern, not an error of a caller
    """The pattern is outside of what can be decided; `reason` is a slug of locale/verdicts."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse(source: str) -> Tree:
    """The syntax tree of a pattern; raises `Unsupported`."""
    reader = _Reader(source)
    tree = reader.alternation(0)
    if reader.at < len(source):
        raise Unsupported("pattern-invalid")
    return tree


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def take(self) -> str:
        c = self.peek()
        if not c:
            raise Unsupported("pattern-invalid")
        self.at += 1
        return c

    def eat(self, text: str) -> bool:
        if self.source.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def alternation(self, depth: int) -> Tree:
        if depth > _MAX_DEPTH:
            raise Unsupported("pattern-too-large")
        options = [self.sequence(depth)]
        while self.eat("|"):
            options.append(self.sequence(depth))
        return options[0] if len(options) == 1 else ("alt", tuple(options))

    def sequence(self, depth: int) -> Tree:
        parts: list[Tree] = []
        while (c := self.peek()) and c not in "|)":
            parts.append(self.repeated(self.atom(depth)))
        return parts[0] if len(parts) == 1 else ("cat", tuple(parts))

    def repeated(self, part: Tree) -> Tree:
        bounds = self.bounds()
        if bounds is None:
            return part
        if part[0] in ("start", "end", "look"):
            raise Unsupported("pattern-invalid")
        lo, hi = bounds
        self.eat("?")  # laziness changes which match is found, not whether there is one
        if self.bounds() is not None:
            raise Unsupported("pattern-invalid")
        if max(lo, hi or 0) > _MAX_COUNT:
            raise Unsupported("pattern-too-large")
        return ("rep", part, lo, hi)

    def bounds(self) -> tuple[int, int | None] | None:
        if self.eat("*"):
            return 0, None
        if self.eat("+"):
            return 1, None
        if self.eat("?"):
            return 0, 1
        if self.peek() != "{":
            return None
        end = self.source.find("}", self.at)
        lo, comma, hi = self.source[self.at + 1 : end].partition(",")
        if end < 0 or not _plain_digits(lo) or not (hi == "" or _plain_digits(hi)):
            return None  # a brace that counts nothing stands for itself
        self.at = end + 1
        if not comma:
            return int(lo), int(lo)
        if hi and int(hi) < int(lo):
            raise Unsupported("pattern-invalid")
        return int(lo), int(hi) if hi else None

    def atom(self, depth: int) -> Tree:
        c = self.take()
        if c == "(":
            return self.group(depth)
        if c == "[":
            return ("set", self.brackets())
        if c == ".":
            return ("set", _DOT)
        if c == "^":
            return ("start",)
        if c == "$":
            return ("end",)
        if c == "\\":
            found = self.escape(inside=False)
            return ("set", found if isinstance(found, tuple) else ((found, found),))
        if c in "*+?":
            raise Unsupported("pattern-invalid")
        return ("set", normal([(ord(c), ord(c))]))

    def group(self, depth: int) -> Tree:
        look: bool | None = None
        if self.eat("?"):
            if self.eat("="):
                look = True
            elif self.eat("!"):
                look = False
            elif self.eat("<=") or self.eat("<!"):
                raise Unsupported("pattern-lookaround")
            elif self.eat("<"):
                while self.take() != ">":
                    pass
            elif not self.eat(":"):
                raise Unsupported("pattern-flags")
        inner = self.alternation(depth + 1)
        if not self.eat(")"):
            raise Unsupported("pattern-invalid")
        return inner if look is None else ("look", inner, look)

    def escape(self, *, inside: bool) -> CharSet | int:
        """What follows a backslash: a set, or one code point."""
        c = self.take()
        if c in _CLASSES:
            return _CLASSES[c]
        if c in _CONTROLS:
            return _CONTROLS[c]
        if c in "pP":
            return self.property(negated=c == "P")
        if c == "x":
            return self.hexadecimal(2)
        if c == "u":
            return self.unicode_escape()
        if c == "c":
            letter = self.take()
            if not (letter.isascii() and letter.isalpha()):
                raise Unsupported("pattern-invalid")
            return ord(letter) % 32
        if c == "0" and not self.peek().isdigit():
            return 0
        if c == "b" and inside:
            return 8
        if c in "123456789k":
            raise Unsupported("pattern-back-reference")
        if c in "bB":
            raise Unsupported("pattern-lookaround")
        if c.isalnum():
            raise Unsupported("pattern-invalid")
        return ord(c)

    def property(self, *, negated: bool) -> CharSet:
        end = self.source.find("}", self.at)
        if self.peek() != "{" or end < 0:
            raise Unsupported("pattern-invalid")
        found = property_set(self.source[self.at + 1 : end])
        self.at = end + 1
        if found is None:
            raise Unsupported("pattern-property")
        return complement(found) if negated else found

    def hexadecimal(self, length: int) -> int:
        digits = self.source[self.at : self.at + length]
        self.at += length
        try:
            return int(digits, 16) if len(digits) == length else _invalid()
        except ValueError:
            return _invalid()

    def unicode_escape(self) -> int:
        if self.eat("{"):
            end = self.source.find("}", self.at)
            digits = self.source[self.at : end]
            self.at = end + 1
            try:
                point = int(digits, 16)
            except ValueError:
                return _invalid()
            return point if end >= 0 and point <= 0x10FFFF else _invalid()
        high = self.hexadecimal(4)
        if 0xD800 <= high <= 0xDBFF and self.source.startswith("\\u", self.at):
            mark = self.at
            self.at += 2
            low = self.hexadecimal(4)
            if 0xDC00 <= low <= 0xDFFF:
                return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
            self.at = mark
        return high

    def brackets(self) -> CharSet:
        negated = self.eat("^")
        if self.peek() == "]":
            raise Unsupported("pattern-invalid")  # ECMA: the empty set; elsewhere a literal
        sets: list[CharSet] = []
        while not self.eat("]"):
            low = self.bracket_item()
            if (
                isinstance(low, int)
                and self.peek() == "-"
                and self.source[self.at + 1 :][:1] != "]"
            ):
                self.at += 1
                high = self.bracket_item()
                if isinstance(high, int):
                    if high < low:
                        raise Unsupported("pattern-invalid")
                    sets.append(normal([(low, high)]))
                else:
                    sets += [normal([(low, low), (45, 45)]), high]
            else:
                sets.append(normal([(low, low)]) if isinstance(low, int) else low)
        found = join(*sets)
        return complement(found) if negated else found

    def bracket_item(self) -> CharSet | int:
        c = self.take()
        return self.escape(inside=True) if c == "\\" else ord(c)


def _plain_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _invalid() -> int:
    raise Unsupported("pattern-invalid")


def to_re2(tree: Tree) -> str:
    """The tree in RE2's spelling, so that an independent engine can judge; no look-around."""
    kind = tree[0]
    if kind == "set":
        ranges: CharSet = tree[1]
        if ranges == ALL:
            return r"[\x{0}-\x{10FFFF}]"
        if not ranges:
            return r"[^\x{0}-\x{10FFFF}]"
        return "[" + "".join(rf"\x{{{lo:X}}}-\x{{{hi:X}}}" for lo, hi in ranges) + "]"
    if kind == "cat":
        return "".join(to_re2(part) for part in tree[1])
    if kind == "alt":
        return "(?:" + "|".join(to_re2(part) for part in tree[1]) + ")"
    if kind == "rep":
        _, part, lo, hi = tree
        count = "*" if (lo, hi) == (0, None) else f"{{{lo},{'' if hi is None else hi}}}"
        return f"(?:{to_re2(part)}){count}"
    if kind == "start":
        return r"\A"
    if kind == "end":
        return r"\z"
    raise Unsupported("pattern-lookaround")

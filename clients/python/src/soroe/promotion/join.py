"""Sets that are joined one by one, some of which must never meet."""

from __future__ import annotations

from collections.abc import Mapping

from soroe.promotion.signature import Signature


class Joined:
    """Union-find over signatures that knows which sets are refused each other.

    A set also keeps the units and the verbs that its members name: 分 and 時間 never meet, be it by
    way of members that name no unit.
    """

    def __init__(self, signatures: Mapping[str, Signature]) -> None:
        """Every signature stands alone."""
        self._root: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        self._refused: dict[str, set[str]] = {}
        self._said: dict[str, dict[str, set[str]]] = {}
        for key, signature in signatures.items():
            takes = signature.answers
            if takes is not None and (takes.unit or (takes.verb and takes.family == "yes-no")):
                self._said[key] = {"unit": {takes.unit} - {""}, "verb": {takes.verb} - {""}}

    def of(self, key: str) -> str:
        """The one that stands for the set."""
        root = self._root.setdefault(key, key)
        while root != self._root[root]:
            root = self._root[root] = self._root[self._root[root]]
        self._root[key] = root
        return root

    def forbid(self, one: str, other: str) -> None:
        """Never join the sets of these two."""
        self._refused.setdefault(self.of(one), set()).add(other)
        self._refused.setdefault(self.of(other), set()).add(one)

    def may(self, one: str, other: str) -> bool:
        """Whether the two sets are apart and nothing keeps them so."""
        a, b = self.of(one), self.of(other)
        if a == b:
            return False
        if any(self.of(key) == b for key in self._refused.get(a, ())):
            return False
        left, right = self._said.get(a, {}), self._said.get(b, {})
        return not any(
            left[part] and right[part] and left[part] != right[part]
            for part in left.keys() & right.keys()
        )

    def join(self, one: str, other: str) -> bool:
        """Join the two sets whatever was refused; False where they were one already."""
        a, b = self.of(one), self.of(other)
        if a == b:
            return False
        self._root[b] = a
        self._refused.setdefault(a, set()).update(self._refused.pop(b, ()))
        for part, values in self._said.pop(b, {}).items():
            self._said.setdefault(a, {"unit": set(), "verb": set()})[part] |= values
        return True

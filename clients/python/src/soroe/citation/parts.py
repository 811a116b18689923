"""What a citation consists of, as values. A part that the text does not say is None or empty."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import field

from soroe.model import Base

Join: TypeAlias = Literal["", "、", "及び", "並びに", "又は", "若しくは", "から"]
"""How a place follows the one before it; から reads 第3条から第5条まで."""

Shape: TypeAlias = Literal["第n", "第n号", "n", "第n号-", "第n号-のm"]
"""How an annex is numbered: 別表第1, 様式第1号, 別記1, 第1号様式, 第1号様式の2."""


class Number(Base, frozen=True):
    """The number of a text: 平成27年港区規則第11号, 規則第2号の2, 4港厚児第209号.

    `era` and `year` are the era year in the number itself. `body` is who made it (港区, 町) and
    `instrument` what it is (規則, 省令). A 文書番号 has a `symbol` (港厚児) instead, and perhaps a
    leading number (`lead`), which is not taken for a year of any era.
    `dashed` are 枝番 inside (第10―1号) and `branch` those behind (第2号の2); one is not the other.
    """

    number: int
    era: str | None = None
    year: int | None = None
    body: str | None = None
    instrument: str | None = None
    lead: int | None = None
    symbol: str | None = None
    dashed: tuple[int, ...] = ()
    branch: tuple[int, ...] = ()


class Amendment(Base, frozen=True):
    """One entry of an amendment note: 令元規則28・一部改正."""

    number: Number
    action: str


class Annex(Base, frozen=True):
    """別表第1の2, 様式第1号, 第1号様式, 別記様式第3号; `row` is the n of 別表第1の3の項."""

    name: str
    number: tuple[int, ...] = ()
    shape: Shape = "第n"
    row: int | None = None


class Locator(Base, frozen=True):
    """A place in a text: 第34条の8の2第1項第2号イ(1)ただし書, 附則第2項, 別表第1.

    `article` is (34, 8, 2) for 第34条の8の2 and `item` likewise. `of` is the text whose 附則 is
    meant. A place after 及び may leave out what it shares with the one before (`places` fills it
    in). `related` is the (第3条関係) of an annex.
    """

    join: Join = ""
    supplementary: bool = False
    of: Number | None = None
    article: tuple[int, ...] = ()
    paragraph: int | None = None
    item: tuple[int, ...] = ()
    sub: tuple[str, ...] = ()
    annex: Annex | None = None
    part: str | None = None
    related: tuple[Locator, ...] = ()


class Reference(Base, frozen=True):
    """What a citation says. Dates are ISO; `promulgated` is also the day a 要綱 was made (制定)."""

    title: str | None = None
    number: Number | None = None
    promulgated: str | None = None
    in_force_from: str | None = None
    locators: tuple[Locator, ...] = ()
    amendments: tuple[Amendment, ...] = ()


Role: TypeAlias = Literal[
    "title", "number", "promulgated", "in-force", "locator", "amendment", "joint", "unread"
]


class Piece(Base, frozen=True):
    """A stretch of the text that was read and what it was taken for."""

    role: Role
    text: str


class Remark(Base, frozen=True):
    """Something to look at: `type` and `params` for the sentences in locale/citations.

    `at` is a JSON Pointer into the document in question, or "" for a text that was read by itself.
    """

    type: str
    at: str = ""
    params: dict[str, str] = field(default_factory=dict)


class Reading(Base, frozen=True):
    """A text as it was read. The pieces joined together are the text, to the last character."""

    text: str
    reference: Reference
    pieces: tuple[Piece, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether everything in the text was understood."""
        return not self.remarks

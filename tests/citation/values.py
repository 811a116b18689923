"""Citations as anybody may have them, for the tests that hold for all of them."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from soroe.citation import Amendment, Annex, Locator, Number, Reference
from soroe.citation.parts import Join, Shape
from soroe.wareki import ERAS, era_of

small = st.integers(1, 9999)
branches = st.lists(st.integers(1, 30), max_size=2).map(tuple)
days = st.dates(min_value=ERAS[0].first).map(str)
eras: st.SearchStrategy[dict[str, Any]] = st.dates(min_value=ERAS[0].first).map(
    lambda day: {"era": (era := era_of(day) or ERAS[-1]).name, "year": day.year - era.year_one + 1}
)
makers = st.sampled_from(
    [
        (body, instrument)
        for body in (None, "町", "港区", "例示市", "四日市市", "例示町教育委員会", "市長")
        for instrument in ("条例", "規則", "告示", "訓令甲", "管理規程")
    ]
    + [(None, "法律"), (None, "政令"), ("厚生労働", "省令"), ("内閣", "府令")]
)
symbols = st.text("例示厚児福東丘港保育発収", min_size=1, max_size=6)


@st.composite
def official(draw: st.DrawFn, *, dated: bool | None = None) -> Number:
    """The number of a 条例 or the like, with the era year in it or without."""
    body, instrument = draw(makers)
    with_year = draw(st.booleans()) if dated is None else dated
    return Number(
        number=draw(small),
        body=body,
        instrument=instrument,
        dashed=draw(branches),
        branch=draw(branches),
        **(draw(eras) if with_year else {}),
    )


@st.composite
def documents(draw: st.DrawFn) -> Number:
    """A 文書番号: with an era year, a leading number or neither."""
    head = draw(st.one_of(eras, st.integers(1, 64).map(lambda n: {"lead": n}), st.just({})))
    return Number(number=draw(small), symbol=draw(symbols), branch=draw(branches), **head)


numbers = official() | documents()
subs = st.one_of(
    st.just(()),
    st.sampled_from("イロハ").map(lambda s: (s,)),
    st.tuples(st.sampled_from("イロハ"), st.integers(1, 20).map(str) | st.sampled_from("アイウ")),
)
parts = st.none() | st.sampled_from(["ただし書", "本文", "前段", "後段", "各号"])
numbered = st.tuples(st.integers(1, 99), branches).map(lambda n: (n[0], *n[1]))
paragraphs = st.none() | st.integers(1, 20)
items = st.just(()) | numbered


@st.composite
def main_places(draw: st.DrawFn) -> Locator:
    """第3条第1項第2号イ."""
    return Locator(
        article=draw(numbered),
        paragraph=draw(paragraphs),
        item=draw(items),
        sub=draw(subs),
        part=draw(parts),
    )


@st.composite
def supplementary(draw: st.DrawFn) -> Locator:
    """附則第2項; 附則（令和元年規則第28号）第3条."""
    return Locator(
        supplementary=True,
        of=draw(st.none() | official()),
        article=draw(items),
        paragraph=draw(paragraphs),
    )


@st.composite
def annexes(draw: st.DrawFn) -> Locator:
    """別表第1の2の3の項, 様式第1号（第3条関係）, 第1号様式."""
    related = draw(st.just(()) | main_places().map(lambda p: (p,)))
    if draw(st.booleans()):
        name = draw(st.sampled_from(["別表", "別記", "別紙", "別図", "別記様式", "様式"]))
        plain: list[Shape] = ["第n", "第n号"]
        shape = draw(st.sampled_from(plain))
        row = draw(st.none() | st.integers(1, 30)) if name == "別表" else None
        number = draw(numbered)
        return Locator(annex=Annex(name, number, shape, row), related=related)
    name = draw(st.sampled_from(["様式", "別記様式", "別紙様式"]))
    number = draw(numbered)
    before: list[Shape] = ["第n号-", "第n号-のm"]
    shape = draw(st.sampled_from(before if number[1:] else before[:1]))
    return Locator(annex=Annex(name, number, shape), related=related)


first_places = main_places() | supplementary() | annexes()


@st.composite
def locators(draw: st.DrawFn) -> tuple[Locator, ...]:
    """Some places, each joined to the one before."""
    joins = st.sampled_from([j for j in get_args(Join) if j])
    out = draw(st.lists(first_places, max_size=3))
    return tuple(
        place if i == 0 else Locator(**{**_fields(place), "join": draw(joins)})
        for i, place in enumerate(out)
    )


titles = st.sampled_from(
    [
        "例示市学童クラブ条例",
        "例示市学童クラブ条例施行規則",
        "例示が丘市放課後児童クラブ入所選考基準要綱",
        "児童福祉法",
        "子ども・子育て支援法施行規則",
        "就学前の子どもに関する教育、保育等の総合的な提供の推進に関する法律",
    ]
)
amendments = st.builds(
    Amendment,
    number=official(dated=True),
    action=st.sampled_from(["一部改正", "追加", "全改", "旧第3条繰下・一部改正"]),
)


@st.composite
def references(draw: st.DrawFn) -> Reference:
    """Any citation; a day alone and a day with a number, a title or none."""
    return Reference(
        title=draw(st.none() | titles),
        number=draw(st.none() | numbers),
        promulgated=draw(st.none() | days),
        in_force_from=draw(st.none() | days),
        locators=draw(locators()),
        amendments=tuple(draw(st.lists(amendments, max_size=2))),
    )


def _fields(place: Locator) -> dict[str, object]:
    return {name: getattr(place, name) for name in place.__struct_fields__}

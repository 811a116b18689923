"""What became of a diff on a new core, in words: the same for the terminal, Markdown and HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, TypeAlias

import msgspec

from soroe.citation import cite
from soroe.diff.apply import apply, apply_op
from soroe.diff.outcome import Choice, Kind, Outcome, Part, Rebased
from soroe.diff.place import Path, item_of, schemas_on
from soroe.diff.resolve import Decision
from soroe.errors import DiffError
from soroe.locale import text
from soroe.model import Base, Json, Lang, LocalDiff, Op, Refuted
from soroe.pointer import MISSING, find, join, split
from soroe.report import words
from soroe.report.rebased_values import Shown, shown
from soroe.report.witness import in_words
from soroe.wareki import wareki

Group: TypeAlias = Kind | Literal["decided"]
"""What an entry is listed under; decided: the conflict that it was has been settled."""

ORDER: tuple[Group, ...] = (
    "conflict", "orphan", "decided", "adjusted", "carried", "absorbed",
)  # fmt: skip
"""The most urgent first."""


class Way(Base, frozen=True):
    """One way out of a conflict: its id, what it is called, what it does to applicants."""

    id: str
    title: str
    effect: str
    examples: tuple[str, ...]


class Told(Base, frozen=True):
    """One part in words. `decided` is what was chosen, empty where nobody has."""

    id: str
    kind: Kind
    reason: str
    title: str
    detail: str
    about: str
    sides: Shown | None
    ways: tuple[Way, ...]
    decided: str


class Entry(Base, frozen=True):
    """One change in words: the item's titles, the parts, and on what the change rests."""

    group: Group
    item: str
    title: str
    parts: tuple[Told, ...]
    basis: str
    reason: str


class Account(Base, frozen=True):
    """The whole in words: how many changes ended how, and each of them, the most urgent first."""

    form: str
    form_title: str
    municipality: str
    old: str
    new: str
    summary: str
    effective_from: str | None
    undecided: tuple[str, ...]
    entries: tuple[Entry, ...]

    def of(self, group: Group) -> tuple[Entry, ...]:
        """The entries of one group."""
        return tuple(entry for entry in self.entries if entry.group == group)


def account(
    rebased: Rebased,
    old_core: Json,
    new_core: Json,
    lang: Lang,
    decisions: Mapping[str, Decision] | None = None,
) -> Account:
    """The account of a rebase. The cores are those that `rebase` was given."""
    teller = _Teller(rebased, old_core, new_core, lang, decisions or {})
    entries = sorted(map(teller.entry, rebased.outcomes), key=lambda e: ORDER.index(e.group))
    return Account(
        form=rebased.diff.form,
        form_title=_form_title(new_core, rebased.diff.form),
        municipality=rebased.diff.municipality,
        old=rebased.old_core,
        new=rebased.diff.core,
        summary=_summary(entries, lang),
        effective_from=rebased.diff.effective_from,
        undecided=tuple(p.id for p in rebased.conflicts if p.id not in teller.decisions),
        entries=tuple(entries),
    )


def heading(told: Account, name: str, lang: Lang) -> str:
    """The title of the account; `name` is the municipality's, empty where it is not known."""
    part = "named" if name else "own"
    who = text("rebased", "head", part, lang, name=name, code=told.municipality)
    return text("rebased", "head", "title", lang, form=told.form_title, who=who)


def versions(told: Account, lang: Lang) -> str:
    """From which core to which."""
    return text("rebased", "head", "from", lang, old=told.old, new=told.new)


def day(told: Account, lang: Lang) -> str:
    """From which day the rebased diff applies."""
    if told.effective_from is None:
        return text("rebased", "todo", "no-day", lang)
    spelled = told.effective_from
    if lang == "ja":
        spelled = wareki(date.fromisoformat(told.effective_from))
    return text("rebased", "todo", "day", lang, day=spelled)


def _form_title(core: Json, form: str) -> str:
    title = core.get("title") if isinstance(core, dict) else None
    return title if isinstance(title, str) else form


def _summary(entries: Sequence[Entry], lang: Lang) -> str:
    counts = Counter(entry.group for entry in entries)
    if not counts:
        return text("rebased", "head", "nothing", lang)
    kinds = words.say(lang, "comma").join(
        text("rebased", "head", "kind", lang, title=title(group, lang), count=counts[group])
        for group in ORDER
        if group in counts
    )
    return text("rebased", "head", "summary", lang, count=sum(counts.values()), kinds=kinds)


def title(group: Group, lang: Lang) -> str:
    """What a group is called."""
    return text("rebased" if group == "decided" else "rebase", group, "title", lang)


def detail(group: Group, lang: Lang) -> str:
    """What it means to be in a group."""
    return text("rebased" if group == "decided" else "rebase", group, "detail", lang)


class _Teller:
    def __init__(
        self,
        rebased: Rebased,
        old: Json,
        new: Json,
        lang: Lang,
        decisions: Mapping[str, Decision],
    ) -> None:
        self.diff = rebased.diff
        self.lang = lang
        self.decisions = decisions
        before = msgspec.structs.replace(
            rebased.diff, changes=tuple(o.before for o in rebased.outcomes)
        )
        self.made = _made(new, rebased.diff)
        self.forms = (self.made, new, _made(old, before), old)

    def entry(self, outcome: Outcome) -> Entry:
        change = outcome.before
        cited = self.diff.citations.get(change.basis.cite) if change.basis else None
        article = change.basis.article if change.basis else None
        return Entry(
            group=self._group(outcome),
            item=outcome.item,
            title=self._title(outcome.item, change.item),
            parts=tuple(self._part(outcome, part) for part in outcome.parts),
            basis=cite(cited, article) if cited else "",
            reason=change.reason,
        )

    def _group(self, outcome: Outcome) -> Group:
        waiting = [p.id for p in outcome.parts if p.kind == "conflict"]
        settled = waiting and all(id_ in self.decisions for id_ in waiting)
        return "decided" if settled else outcome.kind

    def _title(self, *items: str) -> str:
        """The titles that lead to an item, in the first form that knows it."""
        for item in items:
            for form in self.forms:
                if item and words.schema_at(form, item):
                    return words.title_at(form, item)
        return items[0] or text("cli", "derive", "whole", self.lang)

    def _part(self, outcome: Outcome, part: Part) -> Told:
        op = outcome.before.ops[part.at[0]]
        item = item_of(op)
        about = "" if item in (outcome.item, outcome.before.item) else self._title(item)
        return Told(
            id=part.id,
            kind=part.kind,
            reason=part.reason,
            title=text("rebase", part.reason, "title", self.lang),
            detail=text("rebase", part.reason, "detail", self.lang),
            about=about,
            sides=shown(part, op, self.forms, self.lang),
            ways=tuple(self._way(choice, outcome) for choice in part.choices),
            decided=self._decided(part),
        )

    def _decided(self, part: Part) -> str:
        decision = self.decisions.get(part.id)
        if decision is None:
            return ""
        if isinstance(decision, str):
            return text("rebase", f"choice-{decision}", "title", self.lang)
        return text("rebased", "part", "own", self.lang, count=len(decision))

    def _way(self, choice: Choice, outcome: Outcome) -> Way:
        effect = text("cli", "effects", choice.effect, self.lang)
        return Way(
            id=choice.id,
            title=text("rebase", f"choice-{choice.id}", "title", self.lang),
            effect=text("rebased", "part", "against", self.lang, effect=effect),
            examples=tuple(self._examples(choice, outcome)),
        )

    def _examples(self, choice: Choice, outcome: Outcome) -> list[str]:
        """Answers that show the difference, where the engine found some."""
        verdicts = {"refused": choice.core_in_form, "accepted": choice.form_in_core}
        found = {k: v.witness for k, v in verdicts.items() if isinstance(v, Refuted)}
        if not found or not choice.ops:
            return []
        place = _around(choice.ops)
        sides = [find(form, join(place)) for form in (self.made, _all(self.made, choice.ops))]
        if MISSING in sides:
            return []
        out = []
        for side, witness in found.items():
            refusing, other = sides[::-1] if side == "refused" else sides
            said = self._answer(witness, refusing, other, "" if place else outcome.item)
            out.append(text("rebased", "part", side, self.lang) + said)
        return out

    def _answer(self, witness: Json, refusing: object, other: object, item: str) -> str:
        one, two = (s if isinstance(s, dict) else {} for s in (refusing, other))
        if isinstance(witness, dict):
            return in_words(witness, one, two, self.lang, item or None)
        return words.value(witness, {**two, **one}, self.lang, brief=True)


def _made(core: Json, diff: LocalDiff) -> Json:
    """What fits of the diff made on the core; what does not is part of the account."""
    try:
        return apply(core, diff)
    except DiffError:
        return _all(core, tuple(op for change in diff.changes for op in change.ops))


def _all(form: Json, ops: tuple[Op, ...]) -> Json:
    for op in ops:
        try:
            form = apply_op(form, op)
        except DiffError:
            continue
    return form


def _around(ops: tuple[Op, ...]) -> Path:
    """The innermost schema that holds everything the operations touch, as the verdicts have it."""
    common = [schemas_on(split(op.path)) for op in ops]
    return [path for path in common[0] if all(path in others for others in common)][-1]

"""What a person is told about a rule, as sections of a page: in the terminal and in docs/rules."""

from __future__ import annotations

from soroe.locale import table, text
from soroe.model import Base, Lang
from soroe.rules import catalogue
from soroe.rules.rule import Rule
from soroe.rules.spec import section


class Section(Base, frozen=True):
    """A heading and the lines below it."""

    heading: str
    lines: tuple[str, ...]


class Page(Base, frozen=True):
    """The page of one rule in one language."""

    id: str
    title: str
    sections: tuple[Section, ...]


def page(rule: Rule, lang: Lang) -> Page:
    """The page of a rule: what differs, for whom it matters, an example, and what to do."""
    places = table("pages", lang)["places"]

    def said(part: str) -> tuple[str, ...]:
        return tuple(text("rules", rule.id, part, lang, **places).split("\n"))

    parts = ("message", "applicant", "why", "example", "remedy")
    shown = [
        Section(_part("means" if part == "message" else part, lang), said(part)) for part in parts
    ]
    about = Section(_part("about", lang), tuple(_about(rule, lang)))
    return Page(rule.id, said("title")[0], (*shown, about))


def effect(rule: Rule, lang: Lang, *, short: bool = False) -> str:
    """What becomes of the accepted applications where this is the only difference."""
    return text("pages", "short" if short else "effects", rule.effect or "depends", lang)


def title(id_: str, lang: Lang) -> str:
    """The title of a rule."""
    return text("rules", id_, "title", lang)


def in_order() -> dict[str, list[Rule]]:
    """The rules by aspect, in the order in which a person looks for them."""
    order = table("pages", "ja")["aspects"]
    rules = catalogue().values()
    return {aspect: [rule for rule in rules if rule.aspect == aspect] for aspect in order}


def _about(rule: Rule, lang: Lang) -> list[str]:
    keywords = ", ".join(k for k in (rule.keyword, *rule.beside) if k)
    found = section(rule.keyword)
    spec = _part("house" if rule.keyword else "unknown", lang)
    if found is not None:
        spec = f"{found[0]} {found[1]}"
    said = {
        "id": rule.id,
        "effect": effect(rule, lang),
        "keyword": keywords or _part("unknown", lang),
        "spec": spec,
        "mirror": rule.mirror,
    }
    lines = {k: v for k, v in said.items() if not (k == "mirror" and v == rule.id)}
    return [f"{_part(name, lang)}: {value}" for name, value in lines.items()]


def _part(name: str, lang: Lang) -> str:
    return text("pages", "parts", name, lang)

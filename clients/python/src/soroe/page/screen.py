"""A form page for the screen: labels, support texts, inputs and error texts as DADS orders them.

No script: lists have a fixed number of entries, those that are not needed at once folded away.
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from soroe.model import Lang
from soroe.page import parts
from soroe.page.inputs import same_answer
from soroe.page.model import Asked, Entries, Field, FormPage, Group, Node
from soroe.page.place import anchor, control
from soroe.page.style import SCREEN
from soroe.report.page import esc, page

RADIOS = 5
"""Up to so many choices are all shown; more are a list to open."""

_DEEPEST = 6

_TOP = f' id="{anchor("")}"'


def render(form: FormPage, lang: Lang) -> str:
    """The whole page as one self-contained HTML document."""
    return page(form.title, f"<main{_TOP}>\n{body(form, lang)}</main>", lang=lang, style=SCREEN)


def body(form: FormPage, lang: Lang) -> str:
    """The same without the document around it, for a page that has a style of its own.

    It begins with the title as `<h1>`. The mistakes link to `anchor("")` for the whole form, which
    is the element that the caller puts around.
    """
    described = f"<p>{esc(form.description)}</p>\n" if form.description else ""
    return f"<h1>{esc(form.title)}</h1>\n{described}{inside(form, lang)}"


def inside(form: FormPage, lang: Lang, level: int = 2) -> str:
    """The form without its title, for a page that has another; its headings from `level` on."""
    view = _Screen(lang)
    body = view.inside(form.whole, level)
    law = "".join(f'<p class="law">{esc(note)}</p>\n' for note in form.notes)
    rules = "".join(f'<p class="rule">{parts.rule(r)}</p>\n' for r in form.whole.asked.rules)
    errors = view.errors(form.whole.asked, "")
    top = parts.mistakes(form, lang, view.anchors) + errors
    return f"{law}{parts.notice(form, lang)}{top}{rules}{body}"


class _Screen:
    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.anchors = {anchor("")}

    # ---- parts

    def node(self, node: Node, level: int) -> str:
        if isinstance(node, Field):
            return self.field(node)
        return self.group(node, level) if isinstance(node, Group) else self.list(node, level)

    def inside(self, group: Group, level: int) -> str:
        nodes = "".join(self.node(node, level) for node in group.nodes)
        return nodes + parts.unknown(group.unknown, self.lang, self.anchors)

    def group(self, group: Group, level: int) -> str:
        asked = group.asked
        return (
            f'<fieldset class="group"{self.anchor(asked.at)}>{self.heading(asked, level)}'
            f"{self.support(asked, '')}{self.errors(asked, '')}"
            f"{self.inside(group, level + 1)}</fieldset>\n"
        )

    def list(self, found: Entries, level: int) -> str:
        asked = found.asked
        entries = "".join(
            self.entry(entry, level + 1, folded=n >= found.open)
            for n, entry in enumerate(found.entries)
        )
        odd = f'<p class="odd">{esc(found.odd)}</p>' if found.odd else ""
        limits = f'<p class="support">{esc(found.limits)}</p>' if found.limits else ""
        return (
            f'<fieldset class="list"{self.anchor(asked.at)}>{self.heading(asked, level)}'
            f"{self.support(asked, '')}{limits}{odd}{self.errors(asked, '')}{entries}</fieldset>\n"
        )

    def entry(self, entry: Group, level: int, *, folded: bool) -> str:
        asked = entry.asked
        title = f"<h{min(level, _DEEPEST)}>{esc(asked.title)}</h{min(level, _DEEPEST)}>"
        inner = (
            f'<fieldset class="entry"{self.anchor(asked.at)}><legend>{title}</legend>'
            f"{self.errors(asked, '')}{self.inside(entry, level + 1)}</fieldset>"
        )
        if not folded:
            return inner + "\n"
        summary = parts.say("entry.more", self.lang, title=asked.title)
        return f"<details><summary>{summary}</summary>{inner}</details>\n"

    def field(self, field: Field) -> str:
        asked, kind = field.asked, field.input.kind
        name = control(asked.at)
        choices = len(field.input.choices)
        many = kind in ("any", "date") or (kind == "one" and choices <= RADIOS)
        title = f"{esc(asked.title)} {parts.need(asked, self.lang)}{parts.care(asked, self.lang)}"
        support = self.support(asked, name, field.input.limits)
        errors = self.errors(asked, name)
        odd = f'<p class="odd">{self.odd(field)}</p>' if field.odd else ""
        place = self.anchor(asked.at)
        if many:
            return (
                f'<fieldset class="field"{place}{self.described(field)}>'
                f"<legend>{title}</legend>{support}{odd}{self.several(field)}{errors}</fieldset>\n"
            )
        if kind == "fixed":
            value = f'<p class="fixed">{esc(field.input.fixed)} ({self.say("input.fixed")})</p>'
            label = f'<p class="label">{title}</p>'
            return f'<div class="field"{place}>{label}{support}{odd}{value}{errors}</div>\n'
        label = f'<label class="label" for="{name}">{title}</label>'
        return (
            f'<div class="field"{place}>{label}{support}{odd}'
            f"{self.single(field, name)}{errors}</div>\n"
        )

    # ---- inputs

    def single(self, field: Field, name: str) -> str:
        kind, given = field.input.kind, "" if field.odd else _text(field.value)
        about = f'id="{name}" name="{esc(field.asked.at)}"{self.described(field)}'
        if kind == "one":
            options = "".join(
                f'<option value="{esc(_text(c.value))}"{_if(" selected", field, c.value)}>'
                f"{esc(c.label)}</option>"
                for c in field.input.choices
            )
            blank = f'<option value="">{self.say("input.choose")}</option>'
            return f"<select {about}>{blank}{options}</select>"
        if kind == "note":
            return f"<textarea {about}>{esc(given)}</textarea>"
        numeric = ' inputmode="numeric" class="short"' if kind in ("digits", "number") else ""
        return f'<input type="text" {about}{numeric} value="{esc(given)}">'

    def several(self, field: Field) -> str:
        if field.input.kind == "date":
            return self.date(field)
        kind = "radio" if field.input.kind == "one" else "checkbox"
        out = []
        for n, choice in enumerate(field.input.choices):
            name, at = f"{control(field.asked.at)}-{n}", esc(field.asked.at)
            chosen = _if(" checked", field, choice.value)
            value = esc(_text(choice.value))
            out.append(
                f'<label class="choice" for="{name}"><input type="{kind}" id="{name}" '
                f'name="{at}" value="{value}"{chosen}>{esc(choice.label)}</label>'
            )
        return f'<div class="choices">{"".join(out)}</div>'

    def date(self, field: Field) -> str:
        given = "" if field.odd or field.value is UNSET else str(field.value)
        values = given.split("-") if given else ["", "", ""]
        out = []
        for part, value in zip(("year", "month", "day"), values, strict=True):
            name = f"{control(field.asked.at)}-{part}"
            wide = "year" if part == "year" else "small"
            invalid = ' aria-invalid="true"' if field.asked.mistakes else ""
            out.append(
                f'<input type="text" inputmode="numeric" class="{wide}" id="{name}" '
                f'name="{esc(field.asked.at)}/{part}" value="{esc(value)}"{invalid}>'
                f'<label for="{name}">{self.say(f"input.{part}")}</label>'
            )
        return f'<div class="date">{"".join(out)}</div>'

    # ---- what is said

    def heading(self, asked: Asked, level: int) -> str:
        tag = f"h{min(level, _DEEPEST)}"
        marks = f"{parts.need(asked, self.lang)}{parts.care(asked, self.lang)}"
        return f"<legend><{tag}>{esc(asked.title)} {marks}</{tag}></legend>"

    def support(self, asked: Asked, name: str, limits: str = "") -> str:
        said = [f'<p class="support">{esc(t)}</p>' for t in (asked.description, limits) if t]
        for rule in asked.rules:
            more = f" ({esc(rule.said)})" if rule.title and rule.title != rule.said else ""
            said.append(f'<p class="rule">{self.say("note.rule")} {parts.rule(rule)}{more}</p>')
        if asked.sensitive is not None:
            said.append(f'<p class="why">{self.say("note.why")} {esc(asked.sensitive)}</p>')
        said += [f'<p class="law">{esc(note)}</p>' for note in asked.notes]
        if asked.inside:
            said.append(f'<p class="support">{self.say("note.inside")}</p>')
        if not said or not name:
            return "".join(said)
        return f'<div id="{name}-s">{"".join(said)}</div>'

    def errors(self, asked: Asked, name: str) -> str:
        if not asked.mistakes:
            return ""
        own = f' id="{name}-e"' if name else ""
        said = "<br>".join(f"＊{esc(m)}" for m in asked.mistakes)
        return f'<p class="error"{own}>{said}</p>'

    def odd(self, field: Field) -> str:
        return self.say("mistake.odd", answer=field.odd)

    def described(self, field: Field) -> str:
        asked, name = field.asked, control(field.asked.at)
        told = asked.description or field.input.limits or asked.rules or asked.notes
        ids = [f"{name}-e"] * bool(asked.mistakes)
        ids += [f"{name}-s"] * bool(told or asked.sensitive is not None)
        out = f' aria-describedby="{" ".join(ids)}"' if ids else ""
        grouped = field.input.kind in ("any", "date")
        invalid = asked.mistakes and not grouped and not _radios(field)
        return out + (' aria-invalid="true"' if invalid else "")

    def anchor(self, at: str) -> str:
        """The id of the outermost part of a place; parts inside it that are the same have none."""
        if anchor(at) in self.anchors:
            return ""
        self.anchors.add(anchor(at))
        return f' id="{anchor(at)}"'

    def say(self, part: str, **params: object) -> str:
        return parts.say(part, self.lang, **params)


def _radios(field: Field) -> bool:
    return field.input.kind == "one" and len(field.input.choices) <= RADIOS


def _if(word: str, field: Field, value: Any) -> str:
    """The word where the answer has this choice."""
    if field.value is UNSET:
        return ""
    given = field.value if isinstance(field.value, list) else [field.value]
    return word if any(same_answer(one, value) for one in given) else ""


def _text(value: Any) -> str:
    """An answer as it stands in an input."""
    if value is UNSET:
        return ""
    if isinstance(value, list):
        return "\n".join(map(_text, value))
    if isinstance(value, bool) or value is None:
        return str(value).lower() if value is not None else "null"
    return str(value)

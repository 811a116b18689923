"""A form page to print on A4 and write on: boxes for letters and figures, squares for choices."""

from __future__ import annotations

from msgspec import UNSET

from soroe.locale import text
from soroe.model import Lang
from soroe.page import parts
from soroe.page.inputs import same_answer
from soroe.page.model import Asked, Entries, Field, FormPage, Group, Node
from soroe.page.place import anchor
from soroe.page.style import PAPER
from soroe.report.page import esc, page

_MANY = 40
"""More choices than this are written in, not ticked."""

_DEEP = 3


def render(form: FormPage, lang: Lang) -> str:
    """The whole page as one self-contained HTML document."""
    view = _Paper(lang)
    body = view.whole(form.whole)
    described = f'<p class="top">{esc(form.description)}</p>\n' if form.description else ""
    notes = [*map(esc, form.notes), *map(parts.rule, form.whole.asked.rules)]
    law = "".join(f'<p class="top">{note}</p>\n' for note in notes)
    errors = view.errors(form.whole.asked)
    return page(
        form.title,
        f'<main id="{anchor("")}">\n<h1>{esc(form.title)}</h1>\n{described}{law}'
        f"{parts.mistakes(form, lang, view.anchors)}{errors}{body}"
        f'<p class="top">{parts.say("notice.paper", lang)}</p></main>',
        lang=lang,
        style=PAPER,
    )


class _Paper:
    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.anchors = {anchor("")}

    def whole(self, group: Group) -> str:
        """Neighbouring fields in one table, each group and list in a table under its heading."""
        out: list[str] = []
        plain: list[Node] = []
        for node in group.nodes:
            if isinstance(node, Field):
                plain.append(node)
                continue
            out += [self.sheet(plain), self.headed(node)]
            plain = []
        out += [self.sheet(plain), self.unknown(group)]
        return "".join(out)

    def headed(self, node: Group | Entries) -> str:
        asked = node.asked
        head = f"<h2{self.anchor(asked.at)}>{self.title(asked)}</h2>\n{self.told(asked)}"
        if isinstance(node, Group):
            inside = self.sheet(list(node.nodes)) + parts.unknown(
                node.unknown, self.lang, self.anchors
            )
        else:
            inside = self.entries(node)
        return f"{head}{self.errors(asked)}{inside}"

    def sheet(self, nodes: list[Node]) -> str:
        if not nodes:
            return ""
        rows = "".join(self.rows(node, 0) for node in nodes)
        return (
            '<table class="sheet"><colgroup><col class="name"><col></colgroup>'
            f"<tbody>{rows}</tbody></table>\n"
        )

    def rows(self, node: Node, deep: int) -> str:
        """The table rows of a node; groups inside a group get a row of their own."""
        asked = node.asked
        inset = f' class="deep{min(deep, _DEEP)}"' if deep else ""
        if isinstance(node, Field):
            name = f"<th{inset}{self.anchor(asked.at)} scope='row'>{self.title(asked)}"
            return (
                f"<tr>{name}{self.rules(asked)}</th>"
                f"<td>{self.told(asked, rules=False)}{self.box(node)}{self.errors(asked)}</td>"
                "</tr>\n"
            )
        band = f'<th class="band" colspan="2"{self.anchor(asked.at)}>{self.title(asked)}'
        head = f"<tr>{band}{self.told(asked)}{self.errors(asked)}</th></tr>\n"
        if isinstance(node, Entries):
            return f'{head}<tr><td colspan="2">{self.entries(node)}</td></tr>\n'
        inner = "".join(self.rows(one, deep + 1) for one in node.nodes)
        strange = self.unknown(node)
        inner += f'<tr><td colspan="2">{strange}</td></tr>\n' if strange else ""
        return head + inner

    def entries(self, found: Entries) -> str:
        limits = f'<span class="small">{esc(found.limits)}</span>' if found.limits else ""
        odd = f'<p class="odd">{esc(found.odd)}</p>' if found.odd else ""
        if found.flat:
            return f"{limits}{odd}{self.table(found)}"
        out = [limits, odd]
        for entry in found.entries:
            band = f'<th class="band" colspan="2"{self.anchor(entry.asked.at)}>'
            rows = "".join(self.rows(node, 0) for node in entry.nodes)
            strange = self.unknown(entry)
            rows += f'<tr><td colspan="2">{strange}</td></tr>' if strange else ""
            out.append(
                '<table class="sheet"><colgroup><col class="name"><col></colgroup><tbody>'
                f"<tr>{band}{esc(entry.asked.title)}{self.errors(entry.asked)}</th></tr>"
                f"{rows}</tbody></table>\n"
            )
        return "".join(out)

    def table(self, found: Entries) -> str:
        """A list of a few plain fields: one row for each entry."""
        columns = [node for node in found.entries[0].nodes if isinstance(node, Field)]
        heads = "".join(
            f'<th scope="col">{self.title(c.asked)}{self.told(c.asked)}</th>' for c in columns
        )
        rows = []
        for n, entry in enumerate(found.entries):
            cells = "".join(
                f"<td{self.anchor(node.asked.at)}>{self.box(node)}{self.errors(node.asked)}</td>"
                for node in entry.nodes
                if isinstance(node, Field)
            )
            strange = self.errors(entry.asked) + parts.unknown(
                entry.unknown, self.lang, self.anchors
            )
            number = f'<th scope="row"{self.anchor(entry.asked.at)}>{n + 1}{strange}</th>'
            rows.append(f"<tr>{number}{cells}</tr>\n")
        count = parts.say("entry.number", self.lang)
        return (
            f'<table class="rows"><thead><tr><th scope="col" class="count">{count}</th>{heads}'
            f"</tr></thead><tbody>{''.join(rows)}</tbody></table>\n"
        )

    # ---- where one writes

    def box(self, field: Field) -> str:
        kind, given = field.input.kind, field.value
        if field.odd:
            answer = parts.say("mistake.odd", self.lang, answer=field.odd)
            return f'<span class="write odd">{answer}</span>{self.box(_blank(field))}'
        if kind in ("one", "any") and len(field.input.choices) <= _MANY:
            chosen = given if isinstance(given, list) else [] if given is UNSET else [given]
            return "".join(
                f'<span class="pick"><b>{"☑" if _in(c.value, chosen) else "☐"}</b>'
                f"{esc(c.label)}</span>"
                for c in field.input.choices
            )
        if kind == "date":
            return self.day("" if given is UNSET else str(given))
        if kind == "digits":
            figures = str(given) if isinstance(given, str) else " " * field.input.figures
            return (
                f'<span class="boxes">{"".join(f"<i>{esc(f.strip())}</i>" for f in figures)}</span>'
            )
        if kind == "fixed":
            return f'<span class="write">{esc(field.input.fixed)}</span>'
        tall = " tall" if kind == "note" else ""
        hint = field.input.limits if kind == "number" else ""
        small = f'<span class="small">{esc(hint)}</span>' if hint else ""
        return f'{small}<span class="write answer{tall}">{esc(_written(field))}</span>'

    def day(self, given: str) -> str:
        year, month, day = given.split("-") if given else ("", "", "")
        cells = (("y", year, "year"), ("m", month, "month"), ("d", day, "day"))
        said = "".join(
            f'<b class="{kind}">{esc(value)}</b> {parts.say(f"input.{part}", self.lang)} '
            for kind, value, part in cells
        )
        return f'<span class="day">{parts.say("input.era", self.lang)}{said}</span>'

    # ---- what is said

    def title(self, asked: Asked) -> str:
        return f"{esc(asked.title)} {parts.need(asked, self.lang)}{parts.care(asked, self.lang)}"

    def rules(self, asked: Asked) -> str:
        return "".join(f'<span class="small">{parts.rule(r)}</span>' for r in asked.rules)

    def told(self, asked: Asked, *, rules: bool = True) -> str:
        said = [asked.description] if asked.description else []
        said += asked.notes
        if asked.inside:
            said.append(text("form_page", "note", "inside", self.lang))
        small = "".join(f'<span class="small">{esc(one)}</span>' for one in said)
        return small + (self.rules(asked) if rules else "")

    def errors(self, asked: Asked) -> str:
        return "".join(f'<span class="small error">＊{esc(m)}</span>' for m in asked.mistakes)

    def unknown(self, group: Group) -> str:
        return parts.unknown(group.unknown, self.lang, self.anchors)

    def anchor(self, at: str) -> str:
        if anchor(at) in self.anchors:
            return ""
        self.anchors.add(anchor(at))
        return f' id="{anchor(at)}"'


def _blank(field: Field) -> Field:
    return Field(field.asked, field.input)


def _in(value: object, chosen: list[object]) -> bool:
    return any(same_answer(value, one) for one in chosen)


def _written(field: Field) -> str:
    if field.value is UNSET:
        return ""
    if field.input.choices:
        found = field.value if isinstance(field.value, list) else [field.value]
        return "、".join(c.label for c in field.input.choices if _in(c.value, found))
    if isinstance(field.value, list):
        return "\n".join(map(str, field.value))
    return str(field.value)

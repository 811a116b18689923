"""A run as one HTML page that can be carried anywhere: the pages of the rules are in it."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.locale import text
from soroe.model import Lang
from soroe.project.run import CheckedForm, Run
from soroe.report.markdown import file_head, file_rows, grouped, result_words
from soroe.report.page import esc, page
from soroe.report.rule_page import shown
from soroe.report.told import Told, level_title, problem_lines, told, told_waiver
from soroe.rules import catalogue
from soroe.rules.page import page as rule_page

_STYLE = """
.found{border-left:4px solid #767676;padding:2px 0 2px 12px;margin:12px 0}
.fails{border-color:#b00020}
.waived{border-color:#00560f}
.found p{margin:2px 0}
td.count{text-align:right;white-space:nowrap}
pre{white-space:pre-wrap;margin:4px 0}
"""


def render(run: Run, lang: Lang) -> str:
    """The page; every finding leads to the page of its rule further down."""
    title = text("project", "page", "title", lang)
    body = "\n".join((f"<h1>{esc(title)}</h1>", *_body(run, lang)))
    return page(title, body, lang=lang, style=_STYLE)


def _body(run: Run, lang: Lang) -> Iterator[str]:
    yield f"<p><strong>{esc(result_words(run, lang))}</strong></p>"
    heads = "".join(f'<th scope="col">{esc(said)}</th>' for said in file_head(lang))
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    for number, (file, *counts) in enumerate(file_rows(run, lang)):
        cells = "".join(f'<td class="count">{esc(said)}</td>' for said in counts)
        yield f'<tr><td><a href="#file-{number}">{esc(file)}</a></td>{cells}</tr>'
    yield "</tbody></table>"
    rules: dict[str, None] = {}
    for number, form in enumerate(run.forms):
        yield f'<h2 id="file-{number}">{esc(form.file)}</h2>'
        found = tuple(told(form, run, lang, "fails", "noted", "waived"))
        rules |= dict.fromkeys(one.rule for one in found if one.rule in catalogue())
        yield from _form(form, found, lang)
    if run.waivers:
        yield f"<h2>{esc(text('project', 'levels', 'waiver', lang))}</h2>"
        for waiver in run.waivers:
            yield from _finding(told_waiver(waiver, lang), lang)
    if rules:
        yield f"<h2>{esc(text('project', 'page', 'rules', lang))}</h2>"
        for id_ in sorted(rules):
            yield from shown(rule_page(catalogue()[id_], lang), 3)


def _form(form: CheckedForm, found: tuple[Told, ...], lang: Lang) -> Iterator[str]:
    for spot, said, remedy in problem_lines(form, lang):
        yield f'<div class="found fails"><p>{esc(str(spot))}</p><p>{esc(said)}</p>'
        yield f"<p>{esc(remedy)}</p></div>"
    if known := len(form.of("known")):
        yield f'<p class="faint">{esc(text("project", "known", "count", lang, count=known))}</p>'
    if not found and not form.unreadable:
        yield f"<p>{esc(text('project', 'form', 'same', lang, file=form.file))}</p>"
    for level, members in grouped(found):
        yield f"<h3>{esc(level_title(level, lang))} ({len(members)})</h3>"
        for one in members:
            yield from _finding(one, lang)


def _finding(found: Told, lang: Lang) -> Iterator[str]:
    yield f'<div class="found {found.status}">'
    yield f"<h4>{esc(found.about or found.title)}</h4>"
    for said in (found.message, *found.more, found.waiver or found.remedy):
        yield f"<p>{esc(said)}</p>"
    parts = {"spot": found.spot, "rule": found.rule, "fingerprint": found.fingerprint}
    facts = esc(text("project", "page", "facts", lang, **parts))
    if found.rule in catalogue():
        there = esc(text("project", "page", "rule-link", lang))
        facts += f' <a href="#rule-{esc(found.rule)}">{there}</a>'
    yield f'<p class="faint">{facts}</p></div>'

"""Writes docs/rules (a page for each rule, an index) and the examples in the rules' messages.

Everything is made from the catalogue, the messages and the fixtures of tests/rules, whose first
case is the example. Run it after any of them has changed; a test compares what stands there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from soroe.check import check
from soroe.locale import text
from soroe.model import Finding, Input, Json, Lang
from soroe.report import words
from soroe.report.finding import Context, sentence
from soroe.report.items import takes
from soroe.rules import Rule, catalogue
from soroe.rules.page import Page, effect, in_order, page, title
from soroe.schema import items

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "clients" / "python" / "src" / "soroe" / "locale"
FIXTURES = ROOT / "tests" / "rules"
DOCS = ROOT / "docs" / "rules"
NOTE = "(`scripts/rule_pages.py` が作るページです。 Written by `scripts/rule_pages.py`.)"
LANGS: tuple[Lang, Lang] = ("ja", "en")


def fixture(rule: str) -> dict[str, Any]:
    """The example of a rule: core, form, and applications that only one of them accepts."""
    found: dict[str, Any] = json.loads((FIXTURES / f"{rule}.json").read_bytes())["cases"][0]
    return found


def example(rule: Rule, lang: Lang) -> str:
    """Before and after as a clerk reads them, the finding, and the applications that show it."""
    case = fixture(rule.id)
    core, form = case["core"], case["form"]
    named = Input("-", "-")
    report = check(core, form, core_input=named, form_input=named)
    finding = next(f for f in report.findings if f.rule == rule.id)
    context = Context(core, form, lang)
    lines = []
    before, after = (_item(rule, finding, s, side, lang) for side, s in _sides(core, form))
    if before != after:
        lines += [_say("core", lang, takes=before), _say("form", lang, takes=after)]
    lines.append(_say("finding", lang, message=sentence(finding, "message", context)))
    for key, schema in (("refused", core), ("taken", form)):
        if key in case:
            lines.append(_say(key, lang, filled=_filled(case[key], schema, lang)))
    if "refused" not in case and "taken" not in case:
        lines.append(_say("none" if rule.effect == "none" else "undecided", lang))
    return "\n".join(lines)


def _sides(core: Json, form: Json) -> tuple[tuple[str, Json], ...]:
    return ("core", core), ("form", form)


def _item(rule: Rule, finding: Finding, schema: Json, side: str, lang: Lang) -> str:
    """What one form asks and takes; of a wording, the words."""
    found = items(schema).get(finding.item)
    if rule.keyword == "x-order" or not finding.item:
        return ""
    if found is None:
        return _say("absent", lang)
    if rule.aspect == "wording" and rule.keyword != "x-choices":
        value = finding.before if side == "core" else finding.after
        return words.keyword(rule.keyword, value, {}, lang)
    required = words.say(lang, "required" if found.required else "optional")
    return _say("item", lang, title=found.title, required=required, takes=takes(found, lang))


def _filled(application: dict[str, Json], schema: Json, lang: Lang) -> str:
    said = [
        text(
            "report",
            "verdict",
            "pair",
            lang,
            title=words.title_at(schema, f"/{name}"),
            value=words.value(answer, words.schema_at(schema, f"/{name}"), lang),
        )
        for name, answer in application.items()
    ]
    return words.say(lang, "comma").join(said) or _say("blank", lang)


def _say(part: str, lang: Lang, **params: str) -> str:
    return text("pages", "example", part, lang, **params)


def messages(lang: Lang) -> str:
    """The file of the rules' messages with the examples as they are now."""
    known: dict[str, dict[str, str]] = json.loads((LOCALE / f"rules.{lang}.json").read_bytes())
    for id_, rule in catalogue().items():
        known[id_]["example"] = example(rule, lang).replace("{", "{{").replace("}", "}}")
    rows = [f"  {_json(id_)}: {_json(parts)}" for id_, parts in sorted(known.items())]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def markdown(rule: Rule) -> str:
    """The page of a rule, Japanese first."""
    japanese, english = (page(rule, lang) for lang in LANGS)
    lines = [f"# {japanese.title} (`{rule.id}`)", "", NOTE, "", *_sections(japanese), "---", ""]
    return "\n".join([*lines, f"# {english.title}", "", *_sections(english)]).rstrip() + "\n"


def _sections(shown: Page) -> list[str]:
    out: list[str] = []
    for part in shown.sections:
        several = len(part.lines) > 1
        out += [f"## {part.heading}", ""]
        out += [f"- {_escaped(line)}" if several else _escaped(line) for line in part.lines]
        out.append("")
    return out


def _escaped(line: str) -> str:
    """Signs that Markdown would take for its own."""
    for sign in "\\*_^[]<>":
        line = line.replace(sign, "\\" + sign)
    return line


def index() -> str:
    """The list of all rules by what they are about."""
    lines = [f"# {_both('index', 'title')}", "", NOTE, ""]
    lines += [text("pages", "index", "lead", "ja"), "", text("pages", "index", "lead", "en"), ""]
    for aspect, rules in in_order().items():
        lines += [f"## {_both('aspects', aspect)}", ""]
        heads = [_both("index", part) for part in ("rule", "name", "effect")]
        lines += [f"| {' | '.join(heads)} |", "|---|---|---|"]
        lines += [_row(rule) for rule in rules]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _row(rule: Rule) -> str:
    named = " / ".join(title(rule.id, lang) for lang in LANGS)
    does = " / ".join(effect(rule, lang, short=True) for lang in LANGS)
    return f"| [`{rule.id}`]({rule.id}.md) | {named} | {does} |"


def _both(section: str, part: str) -> str:
    return " / ".join(text("pages", section, part, lang) for lang in LANGS)


def pages() -> dict[Path, str]:
    """Every page by its place."""
    made = {DOCS / f"{id_}.md": markdown(rule) for id_, rule in catalogue().items()}
    return {**made, DOCS / "README.md": index()}


def main() -> None:
    """Write the examples, then the pages, which show them; remove pages of rules that are gone."""
    from soroe.locale import table  # noqa: PLC0415 - its cache is emptied between the two

    for lang in LANGS:
        (LOCALE / f"rules.{lang}.json").write_text(messages(lang), "utf-8")
    table.cache_clear()
    DOCS.mkdir(exist_ok=True)
    made = pages()
    for path in set(DOCS.glob("*.md")) - made.keys():
        path.unlink()
    for path, shown in made.items():
        path.write_text(shown, "utf-8")
    print(f"{len(made)} pages in {DOCS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

"""`soroe codegen`: the types of a form for a program, by a generator that is there already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from soroe.cli import generators
from soroe.cli.output import free, write
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client, read_source, reference, usable
from soroe.codegen import typed
from soroe.jsontext import digest
from soroe.locale import text
from soroe.model import Json


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("typed", metavar="FORM[@VERSION]|FILE")
    parser.option(
        "--language", choices=("python", "typescript"), default="python", told="codegen-language"
    )
    parser.option(
        "--model", choices=tuple(generators.MODELS), default="pydantic", told="codegen-model"
    )
    parser.option("--municipality", metavar="CODE", told="codegen-municipality")
    parser.option("--name", metavar="NAME", told="codegen-name")
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--force", action="store_true")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Write the types: to `-o`, else to standard output."""
    free(args.output, force=args.force)
    name, label, form = _form(args)
    said = text("cli", "codegen", "note", screen.lang, form=f"{label} {digest(form)}")
    schema = typed(form, args.name or name)
    if args.language == "typescript":
        made = f"// {said}\n" + generators.typescript(schema, Path.cwd())
    else:
        made = f"# {said}\n" + generators.python(schema, args.model)
    write(args.output, made, screen, force=args.force)
    return 0


def _form(args: Any) -> tuple[str, str, Json]:
    """What its type is called, where it is from, and the form: of a file, core or municipality."""
    wanted = reference(args.typed)
    if wanted is None:
        return Path(args.typed).stem, args.typed, usable(read_source(args.typed))
    with open_client(args, args.typed) as client:
        if args.municipality is None:
            core = client.get_core(wanted.form, wanted.version or "latest")
            return core.form, f"{core.form}@{core.version}", core.document
        local = client.get_local_form(wanted.form, args.municipality)
    label = f"{local.form}@{local.core} {local.municipality} r{local.revision}"
    return local.form, label, local.document

"""The form that an application is judged by: a file, a core, or a municipality's own."""

from __future__ import annotations

from typing import Any

from soroe.cli.documents import find_core
from soroe.cli.sources import open_client, required_reference
from soroe.codes import read_local_government_code
from soroe.diff import decode_diff
from soroe.model import Json, LocalDiff


def find_form(args: Any, word: str, municipality: str | None) -> tuple[Json, str, LocalDiff | None]:
    """The form, what it is called, and the diff that makes it, if any.

    `word` is a file or FORM@VERSION. With a municipality it is the latest form of that
    municipality, whatever version that rests on. Raises what file or registry is refused for.
    """
    if municipality is None:
        core, name = find_core(args, word)
        return core, f"{name.form}@{name.version}" if name.form else word, None
    code = read_local_government_code(municipality)
    wanted = required_reference(word)
    with open_client(args, word) as client:
        local = client.get_local_form(wanted.form, code)
        diff = client.get_diff(wanted.form, code, local.revision)
    name_of_it = f"{wanted.form} {code} ({local.revision})"
    return local.document, name_of_it, decode_diff(diff.document)

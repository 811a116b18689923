"""The baseline: findings that were there when the project began to be checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.jsontext import pretty, read
from soroe.listing import to_json
from soroe.project.run import CheckedForm, Stale

VERSION = 1


class Known(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"
):
    """One finding; `rule` and `item` are for the reader, the fingerprint decides."""

    fingerprint: str
    rule: str = ""
    item: str = ""


class Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Known findings by file, as the project names it."""

    baseline: int
    files: dict[str, tuple[Known, ...]]

    @property
    def marks(self) -> frozenset[tuple[str, str]]:
        """File and fingerprint of each."""
        return frozenset(
            (f, known.fingerprint) for f, found in self.files.items() for known in found
        )


def encode_baseline(forms: Mapping[str, CheckedForm]) -> str:
    """The baseline of what was found and is not waived; the same bytes for the same findings."""
    files = {file: _known(forms[file]) for file in sorted(forms)}
    value = to_json(Baseline(VERSION, {f: found for f, found in files.items() if found}))
    return pretty(value)


def _known(form: CheckedForm) -> tuple[Known, ...]:
    found = {
        j.fingerprint: Known(j.fingerprint, j.rule, j.finding.item)
        for j in form.of("fails", "noted", "known")
    }
    return tuple(found[mark] for mark in sorted(found))


def decode_baseline(data: bytes, name: str) -> Baseline:
    """The baseline, or `DocumentError` `baseline-invalid`."""
    try:
        found = msgspec.convert(read(data), Baseline)
    except (msgspec.ValidationError, DocumentError) as e:
        detail = e.problem.type if isinstance(e, DocumentError) else str(e)
        raise DocumentError(_invalid(name, detail)) from None
    if found.baseline != VERSION:
        raise DocumentError(_invalid(name, f"baseline {found.baseline}"))
    return found


def _invalid(name: str, detail: str) -> Problem:
    return Problem("baseline-invalid", "", {"file": name, "detail": detail})


def stale(baseline: Baseline, met: Iterable[tuple[str, str]]) -> Iterator[Stale]:
    """What the baseline knows and this run did not find."""
    for file, mark in sorted(baseline.marks - set(met)):
        yield Stale(file, mark)

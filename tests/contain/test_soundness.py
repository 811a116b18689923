"""Does any random instance contradict a proof, and is every witness one for plain `jsonschema`?

A small part of `bench/soundness.py`, which runs as long as one likes.
"""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from soroe.contain import IGNORED, Empty, Found, contains, instance
from soroe.model import Proved, Refuted, Undecided
from tests.contain.generate import Generator

YEARS = {
    4: ("http://json-schema.org/draft-04/schema#", jsonschema.Draft4Validator),
    6: ("http://json-schema.org/draft-06/schema#", jsonschema.Draft6Validator),
    7: ("http://json-schema.org/draft-07/schema#", jsonschema.Draft7Validator),
    2019: ("https://json-schema.org/draft/2019-09/schema", jsonschema.Draft201909Validator),
    2020: ("https://json-schema.org/draft/2020-12/schema", jsonschema.Draft202012Validator),
}


def accepts(year: int, schema: Any, value: Any) -> bool | None:
    """None where `jsonschema` cannot tell: references that go round in place."""
    try:
        return bool(YEARS[year][1](schema).is_valid(value))
    except BaseException as e:
        # The stack may end inside a compiled part of jsonschema, which panics; and its reader of
        # `unevaluatedItems` in 2019-09 stumbles over `items: true`.
        if isinstance(e, RecursionError | TypeError) or type(e).__name__ == "PanicException":
            return None
        raise


def declared(year: int, schema: Any) -> Any:
    return {"$schema": YEARS[year][0], **schema} if isinstance(schema, dict) else schema


@pytest.mark.parametrize("year", YEARS)
def test_no_instance_contradicts_a_verdict(year):
    decided = 0
    for seed in range(90):
        g = Generator(f"{year}/{seed}", year)
        a = g.root()
        b = g.version(a) if seed % 2 else g.root()
        a, b = declared(year, a), declared(year, b)
        verdict = contains(a, b, formats=IGNORED)
        decided += not isinstance(verdict, Undecided)
        if isinstance(verdict, Refuted):
            assert accepts(year, a, verdict.witness)
            assert accepts(year, b, verdict.witness) is False
        elif isinstance(verdict, Proved):
            for _ in range(15):
                value = g.value()
                if accepts(year, a, value):
                    assert accepts(year, b, value) is not False, (a, b, value)
    assert decided >= 80


@pytest.mark.parametrize("year", YEARS)
def test_a_schema_said_to_be_empty_accepts_nothing(year):
    for seed in range(60):
        g = Generator(f"empty/{year}/{seed}", year)
        schema = declared(year, g.root(3))
        found = instance(schema, formats=IGNORED)
        if isinstance(found, Found):
            assert accepts(year, schema, found.value)
        elif isinstance(found, Empty):
            assert not any(accepts(year, schema, g.value()) for _ in range(40))

"""Is each of many cores that are published in one transaction judged as if it were alone?"""

from __future__ import annotations

import asyncio
import hashlib

import httpx

from registry.context import Context
from registry.problems import RefusedError
from registry.services.publish_core import publish_core
from tests.promises.load import client_of, core_named, stored, torn
from tests.registry.databases import rows, with_context
from tests.registry.documents import FORM, SENT, encoded, small_core
from tests.registry.served import Served, Tokens


async def at_once(served: Served, asked: list[tuple[str, str, bytes]]) -> list[httpx.Response]:
    """PUT all of (token, path, content) at the same time."""
    async with client_of(served) as client:
        return await asyncio.gather(
            *(
                client.put(
                    f"/api/v1/forms/{path}",
                    headers={
                        "Authorization": f"Bearer {token}",
                        "Content-Type": "application/json",
                    },
                    content=content,
                )
                for token, path, content in asked
            )
        )


def test_a_refusal_is_its_own(registry: Served) -> None:
    steward, owner = registry.tokens.steward, registry.tokens.owner
    narrow = small_core()
    narrow["properties"]["grade"] |= {"maximum": 1}
    asked = [("there", "1.0.0"), ("other", "1.0.0"), ("later", "2.0.0"), ("tight", "1.0.0")]
    before = [(steward, f"{form}/versions/{v}", encoded(small_core())) for form, v in asked]
    assert {a.status_code for a in asyncio.run(at_once(registry, before))} == {201}

    mixed = [
        (steward, "there/versions/1.0.0", encoded(small_core()), 200),
        (steward, "other/versions/1.0.0", core_named("differs"), 409),
        (steward, "later/versions/1.9.0", encoded(small_core()), 409),
        (steward, "tight/versions/1.1.0", encoded(narrow), 422),
        (owner, "not-mine/versions/1.0.0", encoded(small_core()), 403),
        (registry.tokens.revoked, "ended/versions/1.0.0", encoded(small_core()), 401),
    ]
    good = [(steward, f"good-{n}/versions/1.0.0", core_named(f"{n}"), 201) for n in range(30)]
    asked_all = [entry for pair in zip(mixed * 5, good, strict=True) for entry in pair]
    answers = asyncio.run(at_once(registry, [entry[:3] for entry in asked_all]))
    assert [a.status_code for a in answers] == [entry[3] for entry in asked_all]
    assert stored(registry.database, "good-") == {f"good-{n}" for n in range(30)}
    assert stored(registry.database, "not-mine") | stored(registry.database, "ended") == set()
    empty = """select form from form where not exists
      (select from core_version c where c.form = form.form)
      and not exists (select from review r where r.form = form.form)"""
    assert rows(registry.database, empty) == []
    assert torn(registry.database) == []


def test_many_share_one_transaction_and_each_has_its_own_audit_row(registry: Served) -> None:
    asked = [
        (registry.tokens.steward, f"share-{n}/versions/1.0.0", core_named(f"{n}"))
        for n in range(64)
    ]
    assert {a.status_code for a in asyncio.run(at_once(registry, asked))} == {201}
    (found,) = rows(
        registry.database,
        """select count(*) as names, count(distinct l.recorded_at) as transactions,
             count(distinct a.id) as audits
           from name_ledger l join audit a on a.object = l.name
           where l.name like 'forms/share-%' and a.digest_after = l.digest""",
    )
    assert found["names"] == found["audits"] == 64
    assert found["transactions"] < 64


def test_what_the_database_refuses_of_one_costs_its_neighbours_nothing(database: str) -> None:
    """A trigger that refuses one form stands for whatever only one document can bring about."""

    async def act(context):
        async with context.pool.acquire() as connection:
            await connection.execute("""
              create function refuse_bad() returns trigger language plpgsql as $$
              begin
                if new.form = 'bad' then raise exception 'bad' using errcode = 'check_violation';
                end if;
                return new;
              end $$;
              create trigger bad before insert on core_version
                for each row execute function refuse_bad()""")
        publishing = [
            publish_core(context, None, form=form, version="1.0.0", body=encoded(small_core()))
            for form in ("fine", "bad", "well")
        ]
        return await asyncio.gather(*publishing, return_exceptions=True)

    fine, bad, well = asyncio.run(with_context(database, act))
    assert fine.created
    assert well.created
    assert type(bad).__name__ == "CheckViolationError"
    assert rows(database, "select form from form where form = 'bad'") == []
    assert torn(database) == []


def test_rights_are_asked_again_where_it_is_written(database: str, filled: Tokens) -> None:
    """Whoever passed the door with a token that was ended since is refused, and nobody else."""
    tokens = {
        "all": filled.steward,
        "ended": filled.revoked,
        "late": filled.expired,
        "city": filled.owner,
        "reader": filled.auditor,
    }
    hashes = {name: hashlib.sha256(text.encode()).digest() for name, text in tokens.items()}
    asked = {**hashes, "nobody": hashlib.sha256(b"").digest(), "operator": None}

    async def act(context: Context) -> list[object]:
        publishing = [
            publish_core(context, by, form=form, version="1.0.0", body=encoded(small_core()))
            for form, by in asked.items()
        ]
        return await asyncio.gather(*publishing, return_exceptions=True)

    answers = dict(zip(asked, asyncio.run(with_context(database, act)), strict=True))
    refused = {
        name: answer.problem.type
        for name, answer in answers.items()
        if isinstance(answer, RefusedError)
    }
    assert refused == {
        "ended": "token-revoked",
        "late": "token-expired",
        "city": "scope-missing",
        "reader": "scope-missing",
        "nobody": "token-unknown",
    }
    written = "select form from form where form <> $1 and form <> $2 order by form"
    assert [r["form"] for r in rows(database, written, FORM, SENT)] == ["all", "operator"]
    by = """select object, a.organisation from audit a where object like 'forms/%/1.0.0'
      and object <> $1 order by object"""
    assert [tuple(r) for r in rows(database, by, f"forms/{FORM}/1.0.0")] == [
        ("forms/all/1.0.0", "steward"),
        ("forms/operator/1.0.0", None),
    ]
    assert torn(database) == []

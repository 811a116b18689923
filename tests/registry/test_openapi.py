"""Does the description say what the registry does, and does its viewer stay at home?"""

from __future__ import annotations

import hashlib
import inspect
import pkgutil
import re
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import msgspec
from jsonschema import Draft202012Validator
from litestar.handlers import HTTPRouteHandler

import registry
import registry.api
from registry.openapi.document import build
from registry.openapi.operations import OPERATIONS, route_of
from registry.services import rights
from tests.registry.databases import OWNER
from tests.registry.documents import FORM
from tests.registry.routes import routes
from tests.registry.served import Served

STATIC = Path(registry.__file__).parent / "web" / "static" / "swagger-ui"


def test_every_route_is_described_and_every_description_is_a_route() -> None:
    assert {(o.method, route_of(o)) for o in OPERATIONS} == set(routes())
    ids = [o.id for o in OPERATIONS]
    assert len(ids) == len(set(ids))


def test_every_address_and_every_scope_stands_in_the_guide() -> None:
    guide = (Path(registry.__file__).parent.parent / "docs" / "api.md").read_text()
    named = {re.sub(r"\?.*", "", code) for code in re.findall(r"`(/[^`]*)`", guide)}
    assert {o.address for o in OPERATIONS} <= named
    assert {scope for scopes in rights.SCOPES.values() for scope in scopes} <= set(
        re.findall(r"`([a-z]+:[a-z]+)`", guide)
    )


def test_the_description_is_complete_in_itself(registry: Served) -> None:
    document = registry.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    text = msgspec.json.encode(document).decode()
    assert set(re.findall(r'"\$ref":"([^"]+)"', text)) <= known
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for item in document["paths"].values():
        for operation in item.values():
            content = operation["responses"]["default"]["content"]
            assert list(content) == ["application/problem+json"]


def test_answers_are_as_described(registry: Served) -> None:
    document = build("https://registry.example")
    addresses = {
        "/forms.json": {},
        "/forms/{form}.json": {"form": FORM},
        "/forms/{form}/local/{code}.json": {"form": FORM, "code": OWNER},
        "/municipalities.json": {},
        "/api/v1/municipalities": {},
        "/api/v1/whoami": {},
        "/api/v1/audit": {},
        "/api/v1/organisations": {},
        "/api/v1/organisations/{organisation}/tokens": {"organisation": "steward"},
    }
    for address, places in addresses.items():
        good = document["paths"][address]["get"]["responses"]["200"]
        schema = good["content"]["application/json"]["schema"]
        path = address.format(**places)
        value = registry.call("GET", path, registry.tokens.steward).json()
        validator = Draft202012Validator({**schema, "components": document["components"]})
        assert not list(validator.iter_errors(value)), address


def test_a_problem_is_as_described(registry: Served) -> None:
    document = build("https://registry.example")
    schema = {"$ref": "#/components/schemas/Document", "components": document["components"]}
    value = registry.get("/nothing").json()
    assert not list(Draft202012Validator(schema).iter_errors(value))
    assert value["status"] == 404


def test_the_viewer_loads_only_its_own_files(registry: Served) -> None:
    page = registry.get("/openapi")
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>|\son\w+=|<style|\sstyle=", page.text)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page.text)
    for file in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
        assert registry.get(file).status_code == 200
    assert "validatorUrl: null" in registry.get("/static/swagger-ui/viewer.js").text


def test_the_viewers_files_are_the_published_ones() -> None:
    lines = (STATIC / "SHA256SUMS").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split() for line in lines)}
    assert {"swagger-ui-bundle.js", "swagger-ui.css", "LICENSE"} <= set(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest


def commands() -> list[type[msgspec.Struct]]:
    """Every struct that a handler takes as the body of a request."""
    found: list[type[msgspec.Struct]] = []
    for module in pkgutil.iter_modules(registry.api.__path__):
        for handler in vars(import_module(f"registry.api.{module.name}")).values():
            if isinstance(handler, HTTPRouteHandler):
                function: Any = handler.fn
                data = inspect.get_annotations(function, eval_str=True).get("data")
                found += [get_args(data)[0]] if data is not None else []
    return found


def test_every_command_refuses_members_it_does_not_know() -> None:
    assert len(commands()) >= 2
    for command in commands():
        assert command.__struct_config__.forbid_unknown_fields, command

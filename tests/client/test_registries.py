"""Do all registries answer a client alike: the one in memory, the real one, and its mirrors?

What only a registry can do (writing, checking, knowing whose token it is) is asked of the first two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from soroe import flows
from soroe.cache import MemoryCache
from soroe.errors import DocumentError, RegistryError
from soroe.jsontext import digest
from soroe.testing import MemoryRegistry
from tests.client.drive import KINDS, Kind, run
from tests.client.samples import CODE, CORE, body, core, diff
from tests.mirror import web as mirrors
from tests.mirror.web import SERVERS
from tests.registry.served import Served

REGISTRIES = ("in memory", "real")

only_registries = pytest.mark.parametrize("place", REGISTRIES, indirect=True, scope="module")


class Place(msgspec.Struct, frozen=True):
    """A registry that answers on a port, and who may write what in it; where it is read.

    `publish` brings what was written to where it is read.
    """

    name: str
    url: str
    steward: str
    owner: str
    reads: str
    publish: Callable[[], object]


@pytest.fixture(scope="module", params=[*REGISTRIES, *SERVERS])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    if request.param == "in memory":
        made = MemoryRegistry()
        with made.serve() as url:
            yield Place(request.param, url, made.token, made.token, url, lambda: None)
        return
    served: Served = request.getfixturevalue("registry")
    tokens = served.tokens
    if request.param == "real":
        url = served.url
        yield Place(request.param, url, tokens.steward, tokens.owner, url, lambda: None)
        return
    with mirrors.place() as here:
        mirror = mirrors.Mirror(served, here / "files")
        mirror.write()
        with SERVERS[request.param](mirror.folder) as url:
            yield Place(request.param, served.url, tokens.steward, tokens.owner, url, mirror.write)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


@pytest.fixture
def form(place: Place, kind: Kind, request: pytest.FixtureRequest) -> str:
    """A form of this test's own, with core 1.0.0."""
    name: str = (
        "f-"
        + request.node.originalname.removeprefix("test_").replace("_", "-")[:60]
        + f"-{place.name[0]}{kind[0]}"
    )
    publish(place, kind, name, "1.0.0", CORE)
    return name


def ask(place: Place, kind: Kind, flow: Any, **options: Any) -> Any:
    """A question, where the registry is read."""
    return run(kind, place.reads, flow, **options)


def publish(place: Place, kind: Kind, form: str, version: str, document: Any) -> Any:
    flow = lambda: flows.push_core(form, version, body(document))  # noqa: E731
    receipt = run(kind, place.url, flow, token=place.steward)
    place.publish()
    return receipt


def declare(place: Place, kind: Kind, form: str, highest: int) -> Any:
    document = {**diff(highest), "form": form}
    flow = lambda: flows.push_diff(body(document))  # noqa: E731
    receipt = run(kind, place.url, flow, token=place.owner)
    place.publish()
    return receipt


def content(document: Any) -> Any:
    """A document without the address that a registry gives it."""
    return {k: v for k, v in document.items() if k != "$id"}


def test_what_is_published_is_read_back(place: Place, kind: Kind, form: str) -> None:
    found = ask(place, kind, lambda: flows.get_core(form, "1"))
    assert content(found.document) == CORE
    assert found.digest == digest(found.document)
    assert (found.version, found.state) == ("1.0.0", "published")


def test_the_same_core_again_changes_nothing(place: Place, kind: Kind, form: str) -> None:
    assert not publish(place, kind, form, "1.0.0", CORE).created
    assert publish(place, kind, form, "1.1.0", core(maximum=8)).created
    assert ask(place, kind, lambda: flows.get_core(form)).version == "1.1.0"
    assert ask(place, kind, lambda: flows.get_core(form, "1.0.0")).version == "1.0.0"


@only_registries
def test_other_content_under_a_name_is_refused(place: Place, kind: Kind, form: str) -> None:
    with pytest.raises(RegistryError) as e:
        publish(place, kind, form, "1.0.0", core(maximum=5))
    assert (e.value.status, e.value.problem.type) == (409, "content-differs")
    assert e.value.problem.params["published"] == digest(CORE)
    assert e.value.problem.params["submitted"] == digest(core(maximum=5))


def test_revisions_follow_each_other(place: Place, kind: Kind, form: str) -> None:
    receipts = [declare(place, kind, form, highest) for highest in (3, 3, 4)]
    assert [(r.name.rpartition("/")[2], r.created) for r in receipts] == [
        ("1", True), ("1", False), ("2", True),
    ]  # fmt: skip
    pulled = ask(place, kind, lambda: flows.pull(form, "latest", CODE))
    assert pulled.diff is not None
    assert pulled.form is not None
    assert pulled.diff.document == {**diff(4), "form": form}
    assert content(pulled.form.document) == core(maximum=4)
    first = ask(place, kind, lambda: flows.get_diff(form, CODE, 1))
    assert first.document == {**diff(3), "form": form}


@only_registries
def test_a_revision_cannot_be_left_out(place: Place, kind: Kind, form: str) -> None:
    document = body({**diff(), "form": form})
    with pytest.raises(RegistryError) as e:
        run(kind, place.url, lambda: flows.push_diff(document, 5), token=place.owner)
    assert (e.value.status, e.value.problem.type) == (409, "revision-gap")


def test_a_municipality_without_a_diff_is_pulled_without_one(
    place: Place, kind: Kind, form: str
) -> None:
    pulled = ask(place, kind, lambda: flows.pull(form, "latest", "992011"))
    assert pulled.diff is None


@only_registries
def test_a_form_is_checked_by_the_registry(place: Place, kind: Kind, form: str) -> None:
    declare(place, kind, form, 3)
    flow = lambda: flows.check(body(core(maximum=3)), form, "1.0.0", CODE)  # noqa: E731
    report = run(kind, place.url, flow)
    assert [(f.rule, f.item, f.klass) for f in report.findings] == [
        ("maximum-lowered", "/grade", "grounded")
    ]
    assert report.form.revision == 1


@pytest.mark.parametrize(
    ("flow", "refusal"),
    [
        (lambda form: flows.get_core("no-such-form-anywhere"), (404, "no-such-form")),
        (lambda form: flows.get_core(form, "9"), (404, "no-such-version")),
        (lambda form: flows.get_diff(form, "992011"), (404, "no-such-revision")),
        (lambda form: flows.local_listing("no-such-form", CODE), (404, "no-such-revision")),
    ],
)
def test_refusals_have_the_same_type_and_status(
    place: Place, kind: Kind, form: str, flow: Any, refusal: tuple[int, str]
) -> None:
    with pytest.raises(RegistryError) as e:
        ask(place, kind, lambda: flow(form))
    assert (e.value.status, e.value.problem.type) == refusal


@only_registries
@pytest.mark.parametrize(
    ("flow", "refusal"),
    [
        (lambda form: flows.check(body(CORE), form, "9.9.9"), (404, "no-such-version")),
        (lambda form: flows.check(b"{", form), (400, "not-json")),
        (lambda form: flows.check(b'{"hello": 1}', form), (422, "form-not-recognised")),
    ],
)
def test_refused_checks_have_the_same_type_and_status(
    place: Place, kind: Kind, form: str, flow: Any, refusal: tuple[int, str]
) -> None:
    with pytest.raises(RegistryError) as e:
        run(kind, place.url, lambda: flow(form))
    assert (e.value.status, e.value.problem.type) == refusal


@only_registries
@pytest.mark.parametrize("token", [None, "wrong", "soroe_" + "a" * 40])
def test_without_a_known_token_nothing_is_written(
    place: Place, kind: Kind, form: str, token: str | None
) -> None:
    flow = lambda: flows.push_core(form, "1.1.0", body(core(maximum=8)))  # noqa: E731
    with pytest.raises(RegistryError) as e:
        run(kind, place.url, flow, token=token)
    assert e.value.status == 401
    assert e.value.problem.type == ("token-required" if token is None else "token-unknown")
    assert ask(place, kind, lambda: flows.get_core(form)).version == "1.0.0"


@only_registries
def test_a_broken_diff_is_refused_with_its_place(place: Place, kind: Kind, form: str) -> None:
    document = {**diff(), "form": form}
    document["changes"][0]["ops"][0]["was"] = 7
    with pytest.raises(RegistryError) as e:
        run(kind, place.url, lambda: flows.push_diff(body(document)), token=place.owner)
    assert (e.value.status, e.value.problem.type) == (422, "operation-was-differs")
    assert e.value.problem.at == "/changes/0/ops/0"


@only_registries
def test_whose_token_it_is_is_told(place: Place, kind: Kind) -> None:
    found = run(kind, place.url, flows.whoami, token=place.owner)
    assert found.municipality == CODE
    assert found.scopes


def test_fictional_municipalities_are_found_when_asked_for(place: Place, kind: Kind) -> None:
    real = ask(place, kind, lambda: flows.search(CODE))
    assert real == ()
    (found,) = ask(place, kind, lambda: flows.search(CODE, "only"))
    assert (found.code, found.fictional) == (CODE, True)


def test_it_is_ready(place: Place, kind: Kind) -> None:
    assert ask(place, kind, flows.ready) is True


def test_what_is_kept_is_not_asked_for_again(place: Place, kind: Kind, form: str) -> None:
    cache = MemoryCache()
    first = ask(place, kind, lambda: flows.get_core(form), cache=cache)
    assert ask(place, kind, lambda: flows.get_core(form), cache=cache) == first
    offline = ask(place, kind, lambda: flows.get_core(form), cache=cache, offline=True)
    assert offline == first


@only_registries
def test_a_document_that_is_no_json_is_not_sent(place: Place, kind: Kind, form: str) -> None:
    with pytest.raises(DocumentError):
        run(kind, place.url, lambda: flows.push_core(form, "1.1.0", b"{"), token=place.steward)

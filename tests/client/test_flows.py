"""What is asked and what is believed: the flows alone, without any client."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from soroe import flows
from soroe.errors import DocumentError, IntegrityError, Problem, RegistryError, UnreachableError
from soroe.flows import Request, Response, choose_version
from soroe.listing import FormListing, VersionEntry
from soroe.testing import MemoryRegistry
from tests.client.samples import CODE, CORE, FORM, body, core, diff


def registry() -> MemoryRegistry:
    made = MemoryRegistry()
    made.publish_core(FORM, "1.0.0", CORE)
    made.publish_diff(diff())
    return made


def run(flow: flows.Flow[Any], answer: Any) -> Any:
    """Drive a flow with a function from request to response."""
    try:
        request = next(flow)
        while True:
            request = flow.send(answer(request))
    except StopIteration as e:
        return e.value


def test_a_core_is_the_document_that_was_published() -> None:
    found = run(flows.get_core(FORM), registry().answer)
    assert (found.document, found.version, found.state) == (CORE, "1.0.0", "published")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("latest", "2.0.0"), ("1", "1.10.0"), ("1.9.0", "1.9.0"), ("0", None), ("3.0.0", None)],
)
def test_a_version_is_chosen_by_number_and_not_by_spelling(wanted: str, found: str | None) -> None:
    versions = ("1.9.0", "1.10.0", "1.0.0", "2.0.0")
    listing = FormListing(FORM, tuple(VersionEntry(v, "sha256:0") for v in versions))
    if found is not None:
        assert choose_version(listing, wanted).version == found
        return
    with pytest.raises(RegistryError) as e:
        choose_version(listing, wanted)
    assert (e.value.status, e.value.problem.type) == (404, "no-such-version")
    assert e.value.problem.params["known"] == "1.0.0, 1.9.0, 1.10.0, 2.0.0"


def test_a_withdrawn_version_is_only_found_by_its_exact_number() -> None:
    entries = (VersionEntry("1.0.0", "a"), VersionEntry("1.1.0", "b", "withdrawn"))
    listing = FormListing(FORM, entries)
    assert choose_version(listing, "latest").version == "1.0.0"
    assert choose_version(listing, "1.1.0").state == "withdrawn"


def test_a_municipality_is_pulled_with_diff_and_form() -> None:
    found = run(flows.pull(FORM, "latest", CODE), registry().answer)
    assert found.diff.document == diff()
    assert found.form.document == core(maximum=3)
    assert (found.form.revision, found.form.core) == (1, "1.0.0")


def test_a_municipality_without_a_diff_is_pulled_without_one() -> None:
    found = run(flows.pull(FORM, "1", "992011"), registry().answer)
    assert found.core.document == CORE
    assert (found.diff, found.form) == (None, None)


def altered(part: str) -> Any:
    """A registry whose documents under `part` were changed on the way."""
    inner = registry()

    def answer(request: Request) -> Response:
        said = inner.answer(request)
        if part not in request.path or request.path.endswith(f"{CODE}.json"):
            return said
        value = json.loads(said.body) | {"title": "別の様式"}
        return Response(said.status, {"content-type": "application/json"}, body(value))

    return answer


@pytest.mark.parametrize(
    ("part", "flow"),
    [
        ("1.0.0.json", lambda: flows.get_core(FORM)),
        (".diff.json", lambda: flows.get_diff(FORM, CODE)),
        ("/1.json", lambda: flows.get_local_form(FORM, CODE)),
    ],
)
def test_a_document_that_is_not_the_promised_one_is_not_handed_on(part: str, flow: Any) -> None:
    with pytest.raises(IntegrityError) as e:
        run(flow(), altered(part))
    assert e.value.problem.type == "digest-mismatch"
    assert e.value.problem.params["promised"] != e.value.problem.params["found"]


def test_a_body_that_does_not_have_its_own_etag_is_not_believed() -> None:
    inner = registry()

    def answer(request: Request) -> Response:
        said = inner.answer(request)
        return Response(said.status, said.headers, said.body + b" ")

    with pytest.raises(IntegrityError):
        run(flows.get_core(FORM), answer)


def test_a_mirror_with_etags_of_its_own_is_believed_by_the_digest() -> None:
    inner = registry()

    def answer(request: Request) -> Response:
        said = inner.answer(request)
        headers = {**said.headers, "etag": '"5f3-18c"'}
        return Response(said.status, headers, said.body + b"\n")

    assert run(flows.get_core(FORM), answer).document == CORE


def page(status: int, media: str, text: bytes) -> Any:
    return lambda _: Response(status, {"content-type": media}, text)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(page(200, "text/html", b"<html>Login</html>"), id="a login page"),
        pytest.param(page(200, "application/json", b"[]"), id="another service"),
        pytest.param(page(200, "application/json", b'{"form": 1}'), id="another shape"),
        pytest.param(page(404, "text/html", b"Not Found"), id="a web server"),
        pytest.param(page(407, "text/plain", b"who are you"), id="a proxy"),
        pytest.param(page(500, "application/problem+json", b"{"), id="a broken problem"),
        pytest.param(page(500, "application/problem+json", b"[]"), id="a list for a problem"),
        pytest.param(page(204, "application/json", b""), id="nothing"),
    ],
)
def test_what_no_registry_says_is_no_answer(answer: Any) -> None:
    with pytest.raises(UnreachableError) as e:
        run(flows.get_core(FORM), answer)
    assert e.value.problem.type == "unexpected-answer"


def test_a_problem_of_the_registry_keeps_type_place_and_facts() -> None:
    told = {
        "type": "https://registry.example/problems/duplicate-key",
        "status": 400,
        "title": "…",
        "at": "/properties/a",
        "line": 3,
        "column": 5,
    }
    with pytest.raises(RegistryError) as e:
        run(flows.whoami(), page(400, "application/problem+json", body(told)))
    assert e.value.status == 400
    assert e.value.problem == Problem("duplicate-key", "/properties/a", line=3, column=5)


def test_all_problems_of_an_answer_are_kept() -> None:
    told = {
        "type": "/problems/not-json",
        "problems": [
            {"type": "/problems/duplicate-key", "at": "/a"},
            {"type": "/problems/null-character", "at": "/b"},
        ],
    }
    with pytest.raises(RegistryError) as e:
        run(flows.whoami(), page(400, "application/problem+json", body(told)))
    assert [p.at for p in e.value.problems] == ["/a", "/b"]


@pytest.mark.parametrize(
    "told",
    [
        {"type": "/problems/from-the-future", "title": "新しい決まり", "detail": "だめです"},
        {"type": "/problems/too-deep", "title": "新しい決まり", "detail": "だめです"},
    ],
    ids=["a type of a later registry", "a type without its facts"],
)
def test_a_problem_without_sentences_here_is_told_in_the_registrys_own_words(told: Any) -> None:
    with pytest.raises(RegistryError) as e:
        run(flows.whoami(), page(422, "application/problem+json", body(told)))
    assert e.value.problem.type == "registry-refused"
    assert e.value.problem.params["said"] == "新しい決まり: だめです"


# ---- writing


def put(request: Request) -> Request:
    """The request as a client with the right token sends it."""
    headers = {**request.headers, "authorization": "Bearer test-token"}
    return Request(request.method, request.path, headers, request.body)


def test_the_next_revision_is_found_by_asking() -> None:
    inner = registry()
    found = run(flows.push_diff(body(diff(4))), lambda r: inner.answer(put(r)))
    assert (found.name, found.created) == (f"forms/{FORM}/local/{CODE}/2", True)
    assert found.url.endswith(f"/forms/{FORM}/local/{CODE}/2.diff.json")


def test_what_is_published_already_is_not_published_again() -> None:
    inner = registry()
    found = run(flows.push_diff(body(diff())), lambda r: inner.answer(put(r)))
    assert (found.name, found.created) == (f"forms/{FORM}/local/{CODE}/1", False)


def test_the_first_revision_of_a_municipality_is_number_one() -> None:
    inner = MemoryRegistry()
    inner.publish_core(FORM, "1.0.0", CORE)
    found = run(flows.push_diff(body(diff())), lambda r: inner.answer(put(r)))
    assert found.name == f"forms/{FORM}/local/{CODE}/1"


def test_a_number_that_was_taken_in_between_is_a_conflict_and_not_overwritten() -> None:
    inner = registry()

    def answer(request: Request) -> Response:
        if request.method == "PUT" and len(inner.seen) < 3:
            inner.publish_diff(diff(5))  # a colleague is faster
        return inner.answer(put(request))

    with pytest.raises(RegistryError) as e:
        run(flows.push_diff(body(diff(4))), answer)
    assert (e.value.status, e.value.problem.type) == (409, "content-differs")


def test_a_core_is_published_once_and_stays_what_it_is() -> None:
    inner = MemoryRegistry()

    def push(document: object) -> Any:
        flow = flows.push_core(FORM, "1.0.0", body(document))
        return run(flow, lambda r: inner.answer(put(r)))

    assert push(CORE).created
    assert not push(CORE).created
    with pytest.raises(RegistryError) as e:
        push(core(maximum=4))
    assert e.value.status == 409
    assert run(flows.get_core(FORM), inner.answer).document == CORE


def test_writing_carries_the_token_and_reading_does_not() -> None:
    asked: list[Request] = []

    def answer(request: Request) -> Response:
        asked.append(request)
        return registry().answer(put(request))

    run(flows.push_diff(body(diff(4))), answer)
    assert [(r.method, r.private) for r in asked] == [("GET", False), ("PUT", True)]


@pytest.mark.parametrize(
    ("flow", "problem"),
    [
        (lambda: flows.get_core("../admin"), "form-name-invalid"),
        (lambda: flows.get_core("a/b"), "form-name-invalid"),
        (lambda: flows.get_diff(FORM, "12345"), "municipality-code-invalid"),
        (lambda: flows.get_diff(FORM, "９９９９０３"), "municipality-code-invalid"),
        (lambda: flows.push_core(FORM, "1.0", b"{}"), "version-invalid"),
        (lambda: flows.push_core(FORM, "01.0.0", b"{}"), "version-invalid"),
        (lambda: flows.push_diff(b"{}"), "local-diff-incomplete"),
        (lambda: flows.push_diff(b"{"), "not-json"),
    ],
)
def test_what_cannot_be_an_address_is_not_asked_for(flow: Any, problem: str) -> None:
    def answer(request: Request) -> Response:
        raise AssertionError(request)

    with pytest.raises(DocumentError) as e:
        run(flow(), answer)
    assert e.value.problem.type == problem


def test_the_registry_compares_and_the_report_comes_back_whole() -> None:
    report = run(flows.check(body(core(maximum=3)), FORM, "1.0.0", CODE), registry().answer)
    assert [(f.item, f.klass) for f in report.findings] == [("/grade", "grounded")]
    assert report.core.version == "1.0.0"


def test_municipalities_are_found_by_their_reading() -> None:
    answer = registry().answer
    assert run(flows.search("レイジ"), answer) == ()
    assert [m.name for m in run(flows.search("レイジ", "include"), answer)] == ["例示市"]


def test_a_long_list_of_municipalities_is_read_to_its_end() -> None:
    pages = {None: (["a"], "1"), "1": (["b", "c"], "2"), "2": (["d"], None)}

    def answer(request: Request) -> Response:
        cursor = dict(parse_qsl(urlsplit(request.path).query)).get("cursor")
        names, following = pages[cursor]
        value = {"municipalities": [{"code": n, "name": n} for n in names], "next": following}
        return Response(200, {"content-type": "application/json"}, body(value))

    assert [m.code for m in run(flows.search(""), answer)] == ["a", "b", "c", "d"]


def test_a_receipt_for_something_else_is_not_believed() -> None:
    inner = registry()

    def answer(request: Request) -> Response:
        if request.method == "PUT":
            request = Request("PUT", request.path, request.headers, body(diff(5)))
        return inner.answer(put(request))

    with pytest.raises(IntegrityError):
        run(flows.push_diff(body(diff(4))), answer)


def test_ready_is_answered_either_way() -> None:
    inner = registry()
    assert run(flows.ready(), inner.answer) is True
    inner.down = True
    assert run(flows.ready(), inner.answer) is False

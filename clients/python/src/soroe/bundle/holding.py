"""The documents of a verified bundle, or of a bundle with its deltas, by the registry's paths.

`answer` gives what the registry would give to the same request, so that every flow reads from a
bundle as it reads from a registry. Local forms are made of core and diffs when they are asked for;
whether they are the promised ones is seen by the flow, from the digest in the listing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast
from urllib.parse import parse_qs, urlsplit

import msgspec

from soroe.bundle.payload import Document, Payload, Scope
from soroe.diff import decode_diff
from soroe.diff.layers import resolve_layers, stack
from soroe.directory import Directory, endings
from soroe.errors import DiffError, Problem, UnreachableError
from soroe.flows import Fictional, Request, Response
from soroe.jsontext import digest, pretty
from soroe.listing import FormListing, LocalListing, Page, Successions, to_json
from soroe.model import Json, LocalDiff

_LISTING = re.compile(r"/forms/([a-z0-9-]+)(?:/local/(\d{6}))?\.json")
_LOCAL_FORM = re.compile(r"/forms/([a-z0-9-]+)/local/(\d{6})/(\d+)\.json")
_CITATIONS = re.compile(r"/api/v1/municipalities/(\d{6})/citations")
DIRECTORY = "/municipalities.json"
SUCCESSIONS = "/api/v1/successions"


class Holding:
    """What can be read; of several payloads the later ones go on from the first."""

    def __init__(self, payloads: Sequence[Payload]) -> None:
        """Take a whole bundle and its deltas in their order; they are trusted already."""
        self.payload = payloads[-1]
        lasting = (
            {one.path: one for one in payload.documents if one.index is not None}
            for payload in payloads[:-1]
        )
        self.documents: dict[str, Document] = {}
        for documents in lasting:
            self.documents |= documents
        self.documents |= {one.path: one for one in self.payload.documents}

    @property
    def registry(self) -> str:
        """The address of the registry that the documents are from."""
        return self.payload.registry

    @property
    def scope(self) -> Scope:
        """What was chosen when the bundle was made."""
        return self.payload.scope

    def answer(self, request: Request) -> Response:
        """What the registry would answer; `UnreachableError` where only the registry knows.

        `bundle-lacks`: this was not chosen when the bundle was made, or is in no bundle.
        `bundle-reads-only`: the request would have the registry do something.
        """
        if request.method != "GET" or request.private:
            raise UnreachableError(Problem("bundle-reads-only", params={"path": request.path}))
        parts = urlsplit(request.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        found = self._find(parts.path, query)
        if found is None:
            raise UnreachableError(
                Problem("bundle-lacks", params={"path": request.path, "chosen": chosen(self.scope)})
            )
        return found

    def _find(self, path: str, query: dict[str, str]) -> Response | None:
        one = self.documents.get(path)
        if path == SUCCESSIONS:
            return None if one is None else _json(_of_code(one, query.get("municipality")))
        if one is not None:
            return Response(200, _HEADERS, one.body)
        if path == "/api/v1/municipalities":
            return self._search(query)
        if match := _LOCAL_FORM.fullmatch(path):
            return self._local_form(match[1], match[2], int(match[3]))
        if (match := _LISTING.fullmatch(path)) and self.scope.has(match[1], match[2]):
            if match[2] is None or f"/forms/{match[1]}.json" not in self.documents:
                return _refused(Problem("no-such-form", params={"form": match[1]}))
            params = {"form": match[1], "municipality": match[2], "revision": "latest"}
            return _refused(Problem("no-such-revision", params=params))
        codes = self.scope.municipalities
        if (match := _CITATIONS.fullmatch(path)) and (codes is None or match[1] in codes):
            return _json({"municipality": match[1], "citations": []})
        return None

    def _local_form(self, form: str, code: str, revision: int) -> Response | None:
        """The form that core and diffs make, as the registry has written it."""
        path = f"/forms/{form}/local/{code}/{revision}"
        if f"{path}.diff.json" not in self.documents:
            return None
        try:
            layers = stack(f"{code}@{revision}", _Diffs(self.documents, form))
            core = self.documents.get(f"/forms/{form}/{layers[-1].diff.core}.json")
            if core is None:
                return None
            made, _ = resolve_layers(core.value(), layers)
        except DiffError:
            return None
        with_address = (
            {**made, "$id": f"{self.registry}{path}.json"} if isinstance(made, dict) else made
        )
        promised = self._promised(form, code, revision)
        shown = next((m for m in (with_address, made) if digest(m) == promised), with_address)
        return Response(200, _HEADERS, pretty(shown).encode())

    def _promised(self, form: str, code: str, revision: int) -> str | None:
        for listing in self.local_listings(form):
            shelves = {p.municipality: p.revisions for p in listing.predecessors}
            shelves[listing.municipality] = listing.revisions
            for entry in shelves.get(code, ()):
                if entry.revision == revision:
                    return entry.form_digest
        return None

    def form_listings(self) -> Iterator[FormListing]:
        """The listings of all forms, in the order of their names."""
        for path in sorted(self.documents):
            if (match := _LISTING.fullmatch(path)) and match[2] is None:
                yield msgspec.convert(self.documents[path].value(), FormListing)

    def local_listings(self, form: str) -> Iterator[LocalListing]:
        """The listings of all municipalities that have a diff of a form."""
        for path in sorted(self.documents):
            match = _LISTING.fullmatch(path)
            if match and match[1] == form and match[2] is not None:
                yield msgspec.convert(self.documents[path].value(), LocalListing)

    def _search(self, query: dict[str, str]) -> Response | None:
        one = self.documents.get(DIRECTORY)
        if one is None:
            return None
        fictional = cast("Fictional", query.get("fictional", "exclude"))
        known = self.documents.get(SUCCESSIONS)
        successions = msgspec.convert(known.value(), Successions).successions if known else ()
        directory = msgspec.convert(one.value(), Directory)
        found = directory.search(query.get("q", ""), fictional, endings(successions))
        return _json(to_json(Page(found)))


class _Diffs(Mapping[str, LocalDiff]):
    """The diffs of a form by the names of layers, each read when it is asked for."""

    def __init__(self, documents: dict[str, Document], form: str) -> None:
        self._documents = documents
        self._form = form

    def __getitem__(self, key: str) -> LocalDiff:
        code, _, revision = key.partition("@")
        path = f"/forms/{self._form}/local/{code}/{revision}.diff.json"
        return decode_diff(self._documents[path].value())

    def __iter__(self) -> Iterator[str]:
        pattern = re.compile(rf"/forms/{self._form}/local/(\d{{6}})/(\d+)\.diff\.json")
        found = (pattern.fullmatch(path) for path in self._documents)
        return (f"{match[1]}@{match[2]}" for match in found if match)

    def __len__(self) -> int:
        return sum(1 for _ in self)


_HEADERS = {"content-type": "application/json"}


def chosen(scope: Scope) -> str:
    """What was chosen, in few letters; `*` is all."""
    forms = "*" if scope.forms is None else ", ".join(scope.forms)
    codes = "*" if scope.municipalities is None else ", ".join(scope.municipalities)
    return f"{forms} / {codes}"


def _of_code(one: Document, code: str | None) -> Json:
    """The successions, or those that a code takes part in."""
    known = msgspec.convert(one.value(), Successions)
    return to_json(
        Successions(tuple(s for s in known.successions if code in (None, s.to, *s.from_codes)))
    )


def _json(value: Json) -> Response:
    return Response(200, _HEADERS, msgspec.json.encode(value))


def _refused(problem: Problem) -> Response:
    """A refusal as a registry spells it (RFC 9457)."""
    value: Json = {
        "type": f"/problems/{problem.type}",
        "status": 404,
        "params": dict(problem.params),
    }
    return Response(404, {"content-type": "application/problem+json"}, msgspec.json.encode(value))

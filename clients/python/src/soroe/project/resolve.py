"""From a wish to documents: looked up anew, or those that the lock names."""

from __future__ import annotations

import msgspec

from soroe import lifecycle
from soroe.diff import decode_diff
from soroe.diff.layers import Layer
from soroe.errors import Problem, RegistryError
from soroe.flows.answers import promised, value_of
from soroe.flows.layers import layers_below
from soroe.flows.messages import Core, Flow, Local, Request
from soroe.flows.reading import form_listing, get_core, get_diff
from soroe.listing import Forms, decode
from soroe.model import Input, Json, LocalDiff, Note
from soroe.project.lock import LockedCore, LockedDiff, Pin, Want
from soroe.project.ranges import newest


class Documents(msgspec.Struct, frozen=True):
    """A pin with the documents that it names."""

    pin: Pin
    core: Json
    diff: LocalDiff | None = None
    below: tuple[Layer, ...] = ()

    @property
    def core_input(self) -> Input:
        """What the core is called in a report."""
        core = self.pin.core
        return Input(self.pin.want.form, core.digest, core.version)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What to know about the choice: no diff, another code's, another core, a state."""
        return tuple(_notes(self.pin, self.diff))


def look_up(want: Want, local: LocalDiff | None = None) -> Flow[Documents]:
    """Ask the registry for what is wanted now; `local` is the diff of a file, if there is one."""
    diff, found = local, None
    if local is None and want.municipality is not None:
        found = yield from _published(want.form, want.municipality)
        diff = None if found is None else decode_diff(found.document)
    listing = yield from form_listing(want.form)
    version = want.version or (diff.core if diff is not None else "latest")
    usable = [v.version for v in listing.versions if v.state != "withdrawn" or v.version == version]
    chosen = newest(version, usable)
    if chosen is None:
        known = ", ".join(v.version for v in listing.versions) or "-"
        params = {"form": want.form, "version": version, "known": known}
        raise RegistryError(404, Problem("no-such-version", params=params))
    core = yield from get_core(want.form, chosen)
    layers: list[Layer] = []
    below = []
    for layer in (yield from layers_below(diff)) if diff is not None else ():
        under = yield from get_diff(want.form, layer.diff.municipality, layer.revision)
        layers.append(layer)
        below.append(_locked(under))
    pin = Pin(
        want,
        LockedCore(core.version, core.digest, core.state, core.said),
        None if found is None else _locked(found),
        tuple(below),
    )
    return Documents(pin, core.document, diff if local is None else None, tuple(layers))


def all_cores() -> Flow[tuple[Core, ...]]:
    """The latest core of every form of the registry that has one in use."""
    path = "/forms.json"
    response = yield Request("GET", path, keep="ask")
    found = []
    for listed in decode(value_of(path, response), Forms, path).forms:
        try:
            found.append((yield from get_core(listed.form)))
        except RegistryError as e:
            if e.status != 404:
                raise
    return tuple(found)


def fetch(pin: Pin) -> Flow[Documents]:
    """The documents that a pin names; `IntegrityError` where one of them is another by now."""
    form = pin.want.form
    core = yield from _document(f"/forms/{form}/{pin.core.version}.json", pin.core.digest)
    diff = None
    if pin.diff is not None:
        diff = decode_diff((yield from _document(_path(form, pin.diff), pin.diff.digest)))
    layers = []
    for under in pin.below:
        document = yield from _document(_path(form, under), under.digest)
        layers.append(Layer(decode_diff(document), under.revision))
    return Documents(pin, core, diff, tuple(layers))


def _published(form: str, municipality: str) -> Flow[Local | None]:
    try:
        return (yield from get_diff(form, municipality))
    except RegistryError as e:
        if e.status != 404 or e.problem.type == "no-such-form":
            raise
        return None


def _document(path: str, digest: str) -> Flow[Json]:
    response = yield Request("GET", path, keep="forever", digest=digest)
    return promised(path, response, digest)


def _path(form: str, diff: LockedDiff) -> str:
    return f"/forms/{form}/local/{diff.municipality}/{diff.revision}.diff.json"


def _locked(local: Local) -> LockedDiff:
    return LockedDiff(local.municipality, local.revision, local.digest)


def _notes(pin: Pin, diff: LocalDiff | None) -> list[Note]:
    want, notes = pin.want, list[Note]()
    if want.municipality is not None and pin.diff is None and want.over is None:
        params = {"form": want.form, "municipality": want.municipality}
        notes.append(Note("no-published-diff", "", params))
    elif pin.diff is not None and pin.diff.municipality != want.municipality:
        owner = {"municipality": str(want.municipality), "owner": pin.diff.municipality}
        revision = {"revision": str(pin.diff.revision)}
        notes.append(Note("diff-of-another-code", "", {**owner, **revision}))
    core = pin.core
    if (told := lifecycle.note(want.form, core.version, core.state, core.said)) is not None:
        notes.append(told)
    if diff is not None and core.version != diff.core:
        params = {"diff": diff.core, "core": core.version}
        notes.append(Note("diff-for-other-core", "", params))
    return notes

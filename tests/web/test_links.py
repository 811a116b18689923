"""Does every link of every page lead somewhere, for each sort of visitor, in a busy registry?"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from registry.development_tokens import STEWARD
from registry.embedded import EmbeddedPostgres
from tests.registry import databases
from tests.registry.busy import make_busy
from tests.registry.served import Served, Tokens
from tests.web import making
from tests.web import site as sites
from tests.web.site import CITY

MOST = 250
"""Pages that one visitor opens."""

GUIDE = "/ja/guide"
"""It names what each sort of user does, also to who may not."""

_LIKE = re.compile(r"(?<=/)([0-9]{6}|[0-9]+\.[0-9]+\.[0-9]+|[0-9]+|[0-9a-f-]{36})(?=/|$)")
"""Parts of an address that tell pages of one kind apart."""


class Links(HTMLParser):
    """The addresses that a page leads to or loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        for name in ("href", "src"):
            if known.get(name):
                self.found.append(known[name] or "")


@pytest.fixture(scope="module")
def busy(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """A registry in which much has happened to one city."""
    with sites.copied(cluster.url, databases.TEMPLATE, filled) as running:
        make_busy(running)
        yield running


@pytest.mark.parametrize("who", ["", CITY, STEWARD], ids=["anybody", "city", "steward"])
@pytest.mark.parametrize("which", ["site", "busy"])
def test_no_link_leads_nowhere(request: pytest.FixtureRequest, which: str, who: str) -> None:
    site: Served = request.getfixturevalue(which)
    wrong: list[str] = []
    kinds: dict[str, int] = {}
    waiting = deque([("/ja", "")])
    seen = {"/ja"}
    opened = 0
    with making.visitor(site, who) as client:
        while waiting and opened < MOST:
            there, source = waiting.popleft()
            kind = _LIKE.sub("*", urlsplit(there).path)
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] > 4:  # a few of each kind
                continue
            opened += 1
            answer = client.get(there, follow_redirects=True)
            if answer.status_code >= 400 and not (answer.status_code == 403 and source == GUIDE):
                wrong.append(f"{answer.status_code} {there} (from {source})")
            if not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            links = Links()
            links.feed(answer.text)
            for link in links.found:
                next_, _ = urldefrag(urljoin(str(answer.url), link))
                if not next_.startswith(site.url):
                    continue
                path = next_.removeprefix(site.url)
                if path not in seen and path[:3] != "/en":
                    seen.add(path)
                    waiting.append((path, there))
    assert opened > 40
    assert not wrong, "\n".join(wrong)

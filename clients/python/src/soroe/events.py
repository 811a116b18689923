"""What happened in a registry, as feeds, digests and webhooks tell of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final, TypeAlias
from urllib.parse import quote

import msgspec

from soroe.handover.days import said
from soroe.listing import Answer
from soroe.locale import table, text
from soroe.model import Lang

Fact: TypeAlias = str | int | None

TOPICS: Final = (
    "core.published", "core.deprecated", "core.withdrawn", "core.restored",
    "diff.published", "component.published",
    "review.opened", "review.amended", "review.commented", "review.closing", "review.dropped",
    "proposal.opened", "proposal.amended", "proposal.closing", "proposal.decided",
    "proposal.withdrawn", "proposal.published",
    "rebase.prepared", "rebase.failed",
    "citation.amended",
    "succession.recorded", "succession.cancelled",
)  # fmt: skip
"""All that is told of, by subject."""

SUBJECTS: Final = tuple(dict.fromkeys(topic.partition(".")[0] for topic in TOPICS))

_DAYS: Final = ("closes", "effective")
_DOCUMENTS: Final = {"core": ".json", "diff": ".diff.json", "component": ".json"}


class Event(Answer, frozen=True):
    """One thing that happened, at an instant; `id` is higher for what was said later.

    `name` is what it happened to (`forms/{form}/{version}`), `digest` that of a published document.
    `form` and `municipality` are whom it concerns, None where that is not one; `title` and `place`
    are what these are called. `facts` are what the topic needs beside: days as ISO dates, reasons.
    `url` is where to read more.
    """

    id: int
    topic: str
    name: str
    at: datetime
    url: str = ""
    form: str | None = None
    title: str = ""
    municipality: str | None = None
    place: str = ""
    digest: str | None = None
    facts: dict[str, Fact] = msgspec.field(default_factory=dict)


def is_topic(word: str) -> bool:
    """Whether the word is a topic, or `core.*` for all topics of a subject."""
    subject, _, rest = word.partition(".")
    return word in TOPICS or (rest == "*" and subject in SUBJECTS)


def sentence(event: Event, lang: Lang) -> str:
    """What happened, in one sentence; a topic of a newer registry is told by its name."""
    known = table("events", lang)
    parts = event.name.split("/")
    facts: dict[str, object] = {
        "topic": event.topic,
        "name": event.name,
        "form": event.title or event.form or "",
        "place": event.place or event.municipality or "",
        "last": parts[-1],
        "before": parts[-2] if len(parts) > 1 else "",
        **event.facts,
    }
    for name in _DAYS:
        if isinstance(day := event.facts.get(name), str):
            facts[name] = said(day, lang)
    if (verdict := event.facts.get("verdict")) is not None:
        facts["verdict"] = known["verdicts"].get(str(verdict), str(verdict))
    try:
        return text("events", event.topic, "told", lang, **facts)
    except KeyError:
        return text("events", "other", "told", lang, topic=event.topic, name=event.name)


def why(event: Event) -> str:
    """The reason that somebody gave, as they wrote it; "" where there is none."""
    return str(event.facts.get("reason") or "")


def path_of(topic: str, name: str) -> str:
    """Where to read more, below the registry's address, without a slash in front."""
    subject = topic.partition(".")[0]
    if subject in _DOCUMENTS:
        return quote(name) + _DOCUMENTS[subject]
    parts = name.split("/")
    if subject == "rebase":
        return quote("/".join(parts[:-1])) + ".json"
    if subject == "succession":
        return "api/v1/" + quote("/".join(parts[:2]))
    return "api/v1/" + "/".join(quote(part, safe="") for part in parts)

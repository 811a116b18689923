"""What `soroe webhook` shows: the targets, and what became of messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soroe.flows.webhooks import Delivery, Webhook
from soroe.locale import table as messages
from soroe.locale import text
from soroe.model import Lang
from soroe.report.days import moment
from soroe.report.style import Style
from soroe.report.width import table


def listed(webhooks: Sequence[Webhook], lang: Lang, style: Style) -> str:
    """Each webhook with the facts of it; what there is none of is said."""
    if not webhooks:
        return _say("none", lang) + "\n"
    return "\n".join(line for one in webhooks for line in _webhook(one, lang, style)) + "\n"


def added(webhook: Webhook, lang: Lang, style: Style) -> str:
    """A new webhook with its secret, and what to do with that."""
    lines = [*_webhook(webhook, lang, style), "", _say("secret", lang), f"  {webhook.secret}"]
    return "\n".join(lines) + "\n"


def sent(deliveries: Sequence[Delivery], lang: Lang, style: Style) -> str:
    """A line for each message, the newest first."""
    if not deliveries:
        return _say("no-deliveries", lang) + "\n"
    head = tuple(_say(f"head-{part}", lang) for part in ("id", "queued", "topic", "state", "why"))
    first, *rest = table([head, *(_row(one, lang) for one in deliveries)])
    return "\n".join([style(first, "strong"), *rest]) + "\n"


def _webhook(webhook: Webhook, lang: Lang, style: Style) -> Iterator[str]:
    yield style(webhook.url, "strong")
    area = webhook.municipality or webhook.prefecture
    whom = [word for word in (webhook.form, area) if word]
    facts = [
        (_say("fact-id", lang), webhook.id),
        (_say("fact-topics", lang), ", ".join(webhook.topics) or _say("everything", lang)),
        (_say("fact-whom", lang), ", ".join(whom) or _say("everybody", lang)),
        (_say("fact-delivered", lang), moment(webhook.delivered_at)),
        (_say("fact-waiting", lang), str(webhook.waiting)),
        (_say("fact-dead", lang), str(webhook.dead)),
    ]
    yield from ("  " + line for line in table(facts))


def _row(one: Delivery, lang: Lang) -> tuple[str, ...]:
    state = _say(one.state, lang, attempts=one.attempts)
    return str(one.id), moment(one.queued_at), one.topic, state, _why(one, lang)


def _why(one: Delivery, lang: Lang) -> str:
    if one.reason is None:
        return ""
    known = messages("webhooks", lang)["reasons"]
    status = one.status if one.status is not None else "-"
    return known.get(one.reason, one.reason).format_map({"status": status})


def _say(part: str, lang: Lang, **params: object) -> str:
    return text("webhooks", "webhook", part, lang, **params)

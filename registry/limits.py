"""Every bound the registry keeps, with its reason; each is tested at n-1, n and n+1."""

from __future__ import annotations

from soroe.handover.gather import WIDE
from soroe.jsontext import DOOR

MAX_BODY = DOOR.size
"""Bytes of a request body; what is longer is not read to its end (413)."""

MAX_FILE = 4 * MAX_BODY
"""Bytes of a form in a file that is no JSON; a workbook with a form has a tenth of that."""

MAX_COMMAND = 16 * 1024
"""Bytes of a body that is not a document: an organisation, a token."""

MAX_NAME = 64
"""Letters of a form's or an organisation's slug."""

MAX_VERSION_PART = 999_999
"""The highest number in a version."""

MAX_REVISION = 999_999
"""The highest revision of a local diff."""

MAX_TITLE = 200
"""Letters of an organisation's name and of a token's label."""

MAX_REMARK = 4000
"""Letters of what a person has to say: a reason, a comment, a covering note."""

MAX_PROPOSALS = 20
"""Proposals of one organisation for one form that are neither published nor withdrawn."""

MAX_EDITS = 10_000
"""Edits of one draft: every working quarter of an hour of a year."""

MAX_TOKEN_DAYS = 400
"""Days a token may be valid: a fiscal year and the weeks in which its successor is issued."""

MAX_SUCCESSION = 50
"""Municipalities that become one; the greatest merger so far was of fewer than twenty."""

MAX_QUERY = 100
"""Letters of a search for municipalities."""

MAX_PAGE = 500
"""Entries of one page of a list."""

INLINE_WORK = 16 * 1024
"""Bytes of a document that may be read in the server's own thread (about a millisecond)."""

MAX_TOGETHER = 4 * MAX_BODY
"""Bytes of the documents that are published in one transaction."""

MAX_HANDOVER = WIDE.size
"""Bytes of the facts of a handover document: what clients read of one answer."""

DRAFTS_SHOWN = 100
"""Drafts of each state that a handover document tells of, the newest ones."""

DISCARDED_DAYS = 60
"""Days after which a handover document no longer tells of a discarded draft."""

IMPACT_CHUNK = 64
"""Municipalities that a worker process assesses in one go (about a second at worst)."""

MAX_IMPACTS = 1
"""Impacts of new cores that one process works out at a time; the next one is told to come back."""

MAX_WAITING = 512
"""Requests that may wait for a worker process; the next one is told to come back (503)."""

MAX_WAITING_EACH = 128
"""Of these, requests that may come from one network."""

WAIT_SECONDS = 20.0
"""How long a request waits for a worker process before it is told to come back."""

MAX_LOGGED = 1000
"""Letters of a path in the log."""

MIN_COMPRESS = 1024
"""Bytes below which compressing an answer gains nothing."""

MAX_COMPRESS = 4 * 1024 * 1024
"""Bytes above which an answer is not compressed: the server would stand still meanwhile."""

BUNDLE_DAYS = 92
"""Days after which a bundle calls itself expired: a quarter of a year."""

BUNDLE_SECONDS = 20.0
"""How long a request waits for a bundle that is being made before it is told to come back."""

BUNDLES_KEPT = 128 * 1024 * 1024
"""Bytes of bundles that are kept in memory while nothing is published."""

MAX_CHOSEN = 200
"""Forms, and municipalities, that can be chosen for a bundle; who wants more wants all."""

MADE_KEPT = 64 * 1024 * 1024
"""Bytes of what was worked out for pages (tables, charts) that are kept in memory."""

MAX_STANDING = 20_000
"""Municipalities, over all forms, that are kept in memory to be measured (some 30 KB each)."""

STANDING_CHUNK = 256
"""Municipalities that the measuring process takes in at a time."""

SLICE_SECONDS = 1.0
"""How long the measuring process looks into one form before it lets others ask."""

MEASURE_SECONDS = 120.0
"""How long measuring a form may take: ten times what the largest one took."""

MAX_ASKING = 64
"""Questions about what would be, or who is like whom, that may wait for the measuring process."""

ASK_SECONDS = 30.0
"""How long one of them may take; the process is ended then, with all that it knows."""

WARM_SECONDS = 10.0
"""How long a question waits for what it rests on; after that the caller is told to come back."""

MAX_ENDLESS = 1000
"""Questions that took too long and are remembered, so that nobody works them out again."""

OLDER_CHUNK = 8
"""Revisions that are no longer in use and are measured in one go."""

MAX_PROMOTED = 20
"""Candidates and changes of one what-if."""

MAX_BEST = 10
"""How many promotions may be chosen as the best."""

MAX_NEAREST = 20
"""Neighbours that are told of one municipality."""

MAX_DECISIONS = 10_000
"""Decisions about the clusters of one form, those that were taken back included."""

MAX_ADDRESS = 2000
"""Letters of the address of a webhook."""

MAX_WEBHOOKS = 20
"""Webhooks of one organisation."""

SEND_SECONDS = 10.0
"""How long a target may take to answer, all in all."""

MAX_ANSWER = 16 * 1024
"""Bytes of a target's answer that are read; only its status counts."""

MAX_SENDING = 200
"""Deliveries that one process has under way."""

SENDING_EACH = 2
"""Deliveries that are under way to one target."""

DELIVERIES_DAYS = 90
"""Days after which a delivery that was made, or given up, is forgotten."""

CLOSING_DAYS = 7
"""Days before the last one on which a review or a proposal is announced to close."""

FEED_PAGE = 50
"""Entries of one page of a feed."""

DIGEST_EVENTS = 200
"""Events that one digest tells of, the newest ones."""

CODE_HOURS = 72
"""Hours an access code is valid where nothing else is said: over a weekend."""

MAX_CODE_HOURS = 24 * 14
"""Hours an access code may be valid: until somebody is back from a holiday."""

MAX_WRONG_CODES = 20
"""Wrong access codes from one place within ten minutes; more are not looked at."""

CHECK_DAYS = 1
"""Days that a form which was checked on the pages is kept, for the pages that follow."""

CHECKS_KEPT = 2_000
"""Checked forms that are kept at most; the oldest is forgotten."""

CHECKS_BYTES = 512 * 1024 * 1024
"""Bytes of checked forms that are kept at most; the oldest is forgotten."""

FILE_NAME = 120
"""Letters that are kept of the name of a file."""

MAX_EXPORT = 10_000
"""Entries of the audit in one file; who wants more exports one period after the other."""

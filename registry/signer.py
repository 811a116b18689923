"""The hand that signs: the keys, what was signed last, and one signature at a time."""

from __future__ import annotations

import asyncio

from registry import logs
from registry.signing_key import Keys
from soroe.checkpoint import Checkpoint

STAMP_SECONDS = 600
"""After how long the time of a checkpoint is signed anew when it is asked for."""


class Signer:
    """What is signed is kept, so that a checkpoint that is asked for again costs nothing."""

    def __init__(self, keys: Keys) -> None:
        """Raises `SettingsError` where the file of the last checkpoint cannot be read."""
        self.keys = keys
        self.lock = asyncio.Lock()
        self.last = keys.last()
        self._note = ""
        self._stamped = ""
        self._at = 0

    @property
    def signed(self) -> Checkpoint | None:
        """What this process has signed last; None before the first time."""
        return self.last if self._note else None

    def sign(self, checkpoint: Checkpoint) -> None:
        """Sign what was found to be a continuation of `last`, which is written down before."""
        if checkpoint != self.last:
            try:
                self.keys.remember(checkpoint)
            except OSError as error:
                logs.write("checkpoint-not-remembered", error=str(error))
        self.last = checkpoint
        self._note, self._at = checkpoint.signed(self.keys.key), 0

    def note(self, now: int) -> str:
        """The note of what was signed last, with a time that is at most `STAMP_SECONDS` old."""
        if not 0 <= now - self._at < STAMP_SECONDS:
            self._stamped, self._at = self.keys.key.stamp(self._note, now), now
        return self._stamped

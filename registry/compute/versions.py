"""Judging two published documents of one form, where a document may take a while."""

from __future__ import annotations

from soroe.jsontext import read
from soroe.judgement import Judgement, judge


def judge_documents(old: bytes, new: bytes) -> Judgement:
    """What publishing the new document after the old one promises."""
    return judge(read(old), read(new))

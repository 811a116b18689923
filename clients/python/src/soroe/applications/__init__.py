"""Filled-in applications: reading many of them, judging each, carrying one to another form.

Applications are personal data. They are read, judged and forgotten: nothing here keeps one, and no
message quotes an answer.
"""

from soroe.applications.carry import Carried, carry
from soroe.applications.judge import Judge, Mistake
from soroe.applications.read import Entry, read_applications
from soroe.applications.sheet import read_rows

__all__ = [
    "Carried",
    "Entry",
    "Judge",
    "Mistake",
    "carry",
    "read_applications",
    "read_rows",
]

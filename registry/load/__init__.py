"""Loading many local diffs at once, with the guarantees of publishing them one by one."""

from registry.load.entries import Entry, find_entries
from registry.load.load import Loaded, Refused, load_diffs

__all__ = ["Entry", "Loaded", "Refused", "find_entries", "load_diffs"]

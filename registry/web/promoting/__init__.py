"""From below: candidates, what-if, proposals."""

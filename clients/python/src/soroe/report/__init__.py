"""Views of a findings report: as text for people, as JSON for programs."""

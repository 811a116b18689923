"""The project file of a vendor or a city: which forms are checked, against what, how gravely.

`soroe.toml` says what is wanted, `soroe.lock` which versions that was when it was last looked up,
a baseline which findings were there when the project began.
"""

from soroe.project.decode import decode_project
from soroe.project.file import FormEntry, Origin, Policy, Project, Waiver
from soroe.project.run import CheckedForm, Judged, Run, Status

__all__ = [
    "CheckedForm",
    "FormEntry",
    "Judged",
    "Origin",
    "Policy",
    "Project",
    "Run",
    "Status",
    "Waiver",
    "decode_project",
]

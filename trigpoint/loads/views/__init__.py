"""Pages about what was taken in."""

from trigpoint.loads.views.adding import add, cancel, check, confirm
from trigpoint.loads.views.reading import index, index_csv, load, rejects_csv, revised_csv, row

__all__ = [
    "add",
    "cancel",
    "check",
    "confirm",
    "index",
    "index_csv",
    "load",
    "rejects_csv",
    "revised_csv",
    "row",
]

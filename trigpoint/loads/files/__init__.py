"""Reading other people's files safely: every cell as text, rows counted as a spreadsheet shows them, nothing evaluated.

A file that cannot be trusted as a whole is refused (`InputRefused`) before anything is stored.
"""

from trigpoint.loads.files.headings import OVERFLOW, ROW, Layout, Table, heading_key
from trigpoint.loads.files.refusals import refusal
from trigpoint.loads.files.tables import read_csv, read_table, read_workbook
from trigpoint.loads.files.text import blank_rows

__all__ = [
    "OVERFLOW",
    "ROW",
    "Layout",
    "Table",
    "blank_rows",
    "heading_key",
    "read_csv",
    "read_table",
    "read_workbook",
    "refusal",
]

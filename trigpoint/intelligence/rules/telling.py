"""What somebody tells with its form: pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from trigpoint.intelligence.rules.drafts import Draft

AGAIN = dt.timedelta(
    minutes=10
)  # the same words from the same sender within these are the same telling, sent twice
CODE_AT_THE_END = re.compile(r"\(([A-Za-z0-9-]{2,20})\)\s*$")
WORRIES = ((1, "A little"), (2, "Somewhat"), (3, "Worried"), (4, "Very worried"), (5, "Extremely worried"))
TELLERS = (
    ("patient", "A patient"),
    ("carer", "A carer or relative"),
    ("gp", "A GP"),
    ("nurse", "A nurse or other clinician"),
    ("staff", "Somebody who works there"),
    ("public", "Somebody else of the public"),
    ("officer", "Somebody of an organisation, a councillor or an MP"),
)


@dataclass(frozen=True, kw_only=True)
class Telling:
    """A draft, and what is kept apart from it and encrypted: who told it, and a reference to the patient."""

    draft: Draft
    name: str = ""
    contact: str = ""
    patient_reference: str = ""

    @property
    def is_kept_apart(self) -> bool:
        """Whether anything is to be encrypted: what is cannot be compared with what came before."""
        return any(each.strip() for each in (self.name, self.contact, self.patient_reference))


def code_in(text: str) -> str:
    """The code of what was chosen from the list, "Bolton NHS Foundation Trust (RMC)"; "" where none was."""
    found = CODE_AT_THE_END.search(text)
    return found.group(1).upper() if found else ""

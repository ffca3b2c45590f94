"""What people type about actions."""

from trigpoint.actions.forms.adding import AddForm
from trigpoint.actions.forms.bulk import BULK, BulkForm
from trigpoint.actions.forms.deeds import (
    AgreeForm,
    AskTimeForm,
    ClaimForm,
    CloseForm,
    DecideTimeForm,
    DeedForm,
    EvidenceForm,
    FirstDeadlineForm,
    LeadForm,
    PositionForm,
    RecallForm,
    ReopenForm,
    SendBackForm,
    SendForm,
    StartForm,
    SupersedeForm,
    VerifyForm,
    WithdrawForm,
)
from trigpoint.actions.forms.filters import FilterForm

__all__ = [
    "BULK",
    "AddForm",
    "AgreeForm",
    "AskTimeForm",
    "BulkForm",
    "ClaimForm",
    "CloseForm",
    "DecideTimeForm",
    "DeedForm",
    "EvidenceForm",
    "FilterForm",
    "FirstDeadlineForm",
    "LeadForm",
    "PositionForm",
    "RecallForm",
    "ReopenForm",
    "SendBackForm",
    "SendForm",
    "StartForm",
    "SupersedeForm",
    "VerifyForm",
    "WithdrawForm",
]

"""What people choose and write in stage 1."""

from trigpoint.surveillance.forms.charts import (
    PROVIDER_KINDS,
    SHOW,
    ChartBackForm,
    ChartForm,
    FilterForm,
    NoteForm,
    PhaseForm,
    WithdrawForm,
)
from trigpoint.surveillance.forms.peers import GroupForm, RetireForm
from trigpoint.surveillance.forms.signals import AnswerForm, ClockForm, SignalFilterForm, SittingForm
from trigpoint.surveillance.forms.targets import FORMS, TargetFilterForm, TermsForm, WithdrawTargetForm

__all__ = [
    "FORMS",
    "PROVIDER_KINDS",
    "SHOW",
    "AnswerForm",
    "ChartBackForm",
    "ChartForm",
    "ClockForm",
    "FilterForm",
    "GroupForm",
    "NoteForm",
    "PhaseForm",
    "RetireForm",
    "SignalFilterForm",
    "SittingForm",
    "TargetFilterForm",
    "TermsForm",
    "WithdrawForm",
    "WithdrawTargetForm",
]

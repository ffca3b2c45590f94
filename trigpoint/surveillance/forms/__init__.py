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
from trigpoint.surveillance.forms.signals import AnswerForm, ClockForm, SignalFilterForm, SittingForm

__all__ = [
    "PROVIDER_KINDS",
    "SHOW",
    "AnswerForm",
    "ChartBackForm",
    "ChartForm",
    "ClockForm",
    "FilterForm",
    "NoteForm",
    "PhaseForm",
    "SignalFilterForm",
    "SittingForm",
    "WithdrawForm",
]

"""What people and the worker do in stage 1."""

from trigpoint.surveillance.services.charting import (
    begin_phase,
    choose_chart,
    withdraw_chart,
    withdraw_phase,
    write_note,
)
from trigpoint.surveillance.services.refreshing import refresh
from trigpoint.surveillance.services.signalling import answer_signals, keep_up, set_clock

__all__ = [
    "answer_signals",
    "begin_phase",
    "choose_chart",
    "keep_up",
    "refresh",
    "set_clock",
    "withdraw_chart",
    "withdraw_phase",
    "write_note",
]

"""What people and the worker do in stage 1."""

from trigpoint.surveillance.services.agreeing import agree_target, withdraw_target
from trigpoint.surveillance.services.charting import (
    begin_phase,
    choose_chart,
    withdraw_chart,
    withdraw_phase,
    write_note,
)
from trigpoint.surveillance.services.clocks import set_clock
from trigpoint.surveillance.services.comparing import compare_peers
from trigpoint.surveillance.services.grouping import change_group, make_group, retire_group
from trigpoint.surveillance.services.hearing import hear
from trigpoint.surveillance.services.refreshing import refresh
from trigpoint.surveillance.services.signalling import answer_signals, keep_up

__all__ = [
    "agree_target",
    "answer_signals",
    "begin_phase",
    "change_group",
    "choose_chart",
    "compare_peers",
    "hear",
    "keep_up",
    "make_group",
    "refresh",
    "retire_group",
    "set_clock",
    "withdraw_chart",
    "withdraw_phase",
    "withdraw_target",
    "write_note",
]

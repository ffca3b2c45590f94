"""Everything that changes the register. Each change is a new row, and an event in the audit."""

from trigpoint.actions.services.adding import add_action, take_over
from trigpoint.actions.services.bulk import change_together
from trigpoint.actions.services.deadlines import (
    ask_again,
    ask_for_time,
    carry_forward,
    decide_on_time,
    set_first_deadline,
)
from trigpoint.actions.services.moving import (
    agree,
    claim_done,
    close,
    recall,
    reopen,
    send,
    send_back,
    start,
    supersede,
    verify,
    withdraw,
)
from trigpoint.actions.services.plans import take_in_plan
from trigpoint.actions.services.telling import add_evidence, change_leads, say_position

__all__ = [
    "add_action",
    "add_evidence",
    "agree",
    "ask_again",
    "ask_for_time",
    "carry_forward",
    "change_leads",
    "change_together",
    "claim_done",
    "close",
    "decide_on_time",
    "recall",
    "reopen",
    "say_position",
    "send",
    "send_back",
    "set_first_deadline",
    "start",
    "supersede",
    "take_in_plan",
    "take_over",
    "verify",
    "withdraw",
]

"""One change for many actions."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.actions.forms.fields import LONG, LeadsField, RoughDayField
from trigpoint.actions.rules.standing import ASK_TIME, LEAD, POSITION
from trigpoint.actions.rules.states import Deed
from trigpoint.common import clock
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedText

# What can be done to many at once, and which questions it asks.
BULK: dict[str, tuple[str, tuple[str, ...]]] = {
    Deed.STARTED: ("Mark as started", ("started",)),
    POSITION: ("Say where they stand", ("text",)),
    LEAD: ("Change who leads", ("leads",)),
    ASK_TIME: ("Ask for more time", ("due_on", "text")),
    Deed.CLOSED: ("Close", ()),
    Deed.WITHDRAWN: ("Withdraw", ("text",)),
}
QUESTIONS = {
    POSITION: ("Where do they stand?", "Say where they stand"),
    ASK_TIME: ("Why is more time needed?", "Say why more time is needed"),
    Deed.WITHDRAWN: ("Why are they withdrawn?", "Say why they are withdrawn"),
}


class BulkForm(forms.Form):
    """The questions of one kind of change."""

    prefix = "bulk"
    started = RoughDayField(
        label="When did they start?",
        help_text="Leave the day empty if you know only the month.",
        initial=clock.today,
        error_messages={"required": "Enter the day or month on which they started"},
    )
    leads = LeadsField(
        label="Who leads them from now on?",
        help_text="Names, initials or a group, with commas between. The first one leads.",
        error_messages={
            "required": "Say who leads them: a name, initials or a group",
            "max_length": "Shorten the list of names",
        },
    )
    due_on = DateField(
        label="Until when?", error_messages={"required": "Enter the day until which you ask for time"}
    )
    text = GuardedText(
        label="Why?",
        rows=3,
        max_length=LONG,
        error_messages={"required": "Write it", "max_length": "Shorten it"},
    )

    def __init__(self, *args: Any, deed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = BULK[deed][1]
        for name in set(self.fields) - set(asked):
            del self.fields[name]
        if deed in QUESTIONS:
            label, missing = QUESTIONS[deed]
            self.fields["text"].label = label
            self.fields["text"].error_messages["required"] = missing

"""What is asked for when something happens to an action; one small form a deed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from trigpoint.accounts.models import User
from trigpoint.actions.forms.fields import LeadsField, RoughDayField
from trigpoint.actions.models import Action
from trigpoint.actions.queries import Known, actions_to_choose
from trigpoint.actions.registry import carry_to
from trigpoint.actions.rules.leads import typed_again
from trigpoint.common import clock
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import said
from trigpoint.ui.words import day

READ_BY_PROVIDER = "The provider reads this."


class DeedForm(forms.Form):
    """A deed to one action, of which everything is known."""

    def __init__(self, *args: Any, known: Known, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.user = user
        if known.is_sent and known.standing_of(user).may_write:
            for name in ("text", "reason", "why"):
                if name in self.fields and not self.fields[name].help_text:
                    self.fields[name].help_text = READ_BY_PROVIDER


class AgreeForm(DeedForm):
    """Agree what was proposed."""

    prefix = "agree"


class StartForm(DeedForm):
    """Say that work has begun."""

    prefix = "start"
    started = RoughDayField(
        label="When did it start?",
        help_text="Leave the day empty if you know only the month.",
        initial=clock.today,
        error_messages={"required": "Enter the day or month on which it started"},
    )


class ClaimForm(DeedForm):
    """Say that it is done, or answer a question."""

    prefix = "claim"
    text = said("What shows that it is done?", "Say what shows that it is done", rows=3)
    completed = RoughDayField(
        label="When was it done?",
        help_text="Leave the day empty if you know only the month.",
        initial=clock.today,
        error_messages={"required": "Enter the day or month on which it was done"},
    )
    dated_on = DateField(
        label="Which day does that evidence speak of?",
        help_text="For example the date of the report",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.known.is_question:
            self.fields["text"].label = "What is the answer?"
            self.fields["text"].help_text = "Do not name patients."
            self.fields["text"].error_messages["required"] = "Write the answer"
            self.fields["completed"].label = "When was it given?"
            self.fields["completed"].help_text = ""
            self.fields["completed"].error_messages["required"] = "Enter the day of the answer"
            del self.fields["dated_on"]


class VerifyForm(DeedForm):
    """Confirm that it is done."""

    prefix = "verify"
    text = said("What did you check?")


class SendBackForm(DeedForm):
    """Refuse a claim."""

    prefix = "send-back"
    reason = said("What is still missing?", "Say what is still missing")


class AskAgainForm(DeedForm):
    """Ask an answered question again."""

    prefix = "send-back"
    reason = said("What is still missing?", "Say what is still missing")
    due_on = DateField(
        label="When is the answer due now?",
        error_messages={"required": "Enter the day on which the answer is due"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = self.known.due_on
        is_ahead = due is not None and due > self.known.day
        self.fields["due_on"].initial = due if is_ahead else _proposed(self.known, self.user)


class CarryForm(DeedForm):
    """Give a question a later day."""

    prefix = "carry"
    due_on = DateField(
        label="Carry it to which day?",
        help_text="Later than the day on which it is due now, which is kept.",
        error_messages={"required": "Enter the day to which it is carried"},
    )
    reason = said("Why is it carried forward?", "Say why it is carried forward")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = _proposed(self.known, self.user)


def _proposed(known: Known, user: User) -> dt.date:
    """The next meeting with the provider, else the same day next month."""
    return carry_to(user, known.action.provider, known.due_on, known.day)


class CloseForm(DeedForm):
    """Close what was verified, or a question that was answered."""

    prefix = "close"
    text = said("Which group took note of it, and when?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.known.is_question:
            self.fields["text"].label = "What do we take from the answer?"


class SupersedeForm(DeedForm):
    """Let another action take its place."""

    prefix = "supersede"
    by_action = forms.ChoiceField(
        label="Which action takes its place?",
        error_messages={
            "required": "Choose the action that takes its place",
            "invalid_choice": "Choose an action of the list",
        },
    )
    text = said("Why?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {
            each.public_id: each for each in actions_to_choose(self.known.action, user=self.user)
        }
        named = [(key, _named(each)) for key, each in self.candidates.items()]
        self.fields["by_action"].choices = [("", "Choose an action"), *named]

    def clean_by_action(self) -> Action:
        """The action itself."""
        return self.candidates[self.cleaned_data["by_action"]]


class WithdrawForm(DeedForm):
    """Give it up."""

    prefix = "withdraw"
    reason = said("Why is it withdrawn?", "Say why it is withdrawn")


class ReopenForm(DeedForm):
    """Take it up again."""

    prefix = "reopen"
    reason = said("Why is it opened again?", "Say why it is opened again")


class SendForm(DeedForm):
    """Let the provider see it."""

    prefix = "send"


class RecallForm(DeedForm):
    """Take it out of the provider's sight."""

    prefix = "recall"


class PositionForm(DeedForm):
    """Where it stands."""

    prefix = "position"
    text = said("Where does it stand?", "Say where it stands", rows=3, help_text="Do not name patients.")
    is_internal = forms.TypedChoiceField(
        label="Who may read this?",
        choices=[("yes", "Only we"), ("no", "The provider too")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        initial="yes",
        error_messages={"required": "Choose who may read it"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.known.is_sent and self.known.standing_of(self.user).may_write):
            del self.fields["is_internal"]


class EvidenceForm(DeedForm):
    """What shows how far it is, or what is added to an answer."""

    prefix = "evidence"
    text = said("What is it, and what does it show?", "Say what the evidence is and what it shows")
    dated_on = DateField(label="Which day does it speak of?", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.known.is_question:
            self.fields["text"].label = "What is to be added?"
            self.fields["text"].error_messages["required"] = "Write what is to be added to the answer"
            self.fields["dated_on"].label = "When was it said?"


class AskTimeForm(DeedForm):
    """Ask for more time."""

    prefix = "ask-time"
    due_on = DateField(
        label="Until when?", error_messages={"required": "Enter the day until which you ask for time"}
    )
    reason = said("Why is more time needed?", "Say why more time is needed")


class DecideTimeForm(DeedForm):
    """Approve more time, or refuse it."""

    prefix = "decide-time"
    is_approved = forms.TypedChoiceField(
        label="What do you decide?",
        choices=[("yes", "Approve more time"), ("no", "Refuse: the deadline stays")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you approve it"},
    )
    why = said("Why?", help_text="Needed when you refuse.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.known.request
        if asked is not None:
            decision = self.fields["is_approved"]
            decision.help_text = f"{asked.by} asks for it: {asked.reason}"
            stays = f": it stays due {day(self.known.due_on)}" if self.known.due_on else ""
            decision.choices = [("yes", f"Approve: due {day(asked.due_on)}"), ("no", f"Refuse{stays}")]


class LeadForm(DeedForm):
    """Name who leads from now on."""

    prefix = "lead"
    leads = LeadsField(
        label="Who leads it from now on?",
        help_text="Names, initials or a group, with commas between. The first one leads.",
        error_messages={
            "required": "Say who leads it: a name, initials or a group",
            "max_length": "Shorten the list of names",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leads"].initial = typed_again(str(lead) for lead in self.known.leads)
        if self.known.is_question:
            self.fields["leads"].label = "Who answers it from now on?"
            self.fields["leads"].error_messages["required"] = (
                "Say who answers it: a name, initials or a group"
            )


class FirstDeadlineForm(DeedForm):
    """Give it a deadline."""

    prefix = "first-deadline"
    due_on = DateField(
        label="When is it due?", error_messages={"required": "Enter the day by which it has to be done"}
    )


def _named(action: Action) -> str:
    """Action 14 of Winter plan: Develop a plan."""
    plan = f" of {action.plan[:40]}" if action.plan else ""
    return f"{action.name}{plan}: {action.text[:60]}"

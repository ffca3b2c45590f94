"""What is asked for when something happens to a complaint; one small form a deed. Clean data are what services take."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.frameworks.queries import deadline
from trigpoint.intelligence.forms.complaint_fields import ProviderField, happened, subjects_on
from trigpoint.intelligence.models import Complaint
from trigpoint.intelligence.queries.complaints_case import PART, Case
from trigpoint.intelligence.queries.complaints_listed import handlers_of
from trigpoint.intelligence.rules.complaints import Consent, Outcome
from trigpoint.organisations.models import Organisation
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import said

OURSELVES = "Ourselves"


class ComplaintDeedForm(forms.Form):
    """A deed to one complaint, of which everything is known."""

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        for name in ("party", "organisation"):
            if name in self.fields:
                self.fields[name].user = user


class AcknowledgeForm(ComplaintDeedForm):
    """Receipt was acknowledged."""

    prefix = "acknowledge"
    on = happened("When was it acknowledged?")
    text = said("A remark")


class TakeUpForm(ComplaintDeedForm):
    """Taken up though late."""

    prefix = "take-up"
    text = said("Why is it taken up though it came late?", "Say why it is taken up")


class DeclineForm(ComplaintDeedForm):
    """Not taken up since late."""

    prefix = "decline"
    text = said(
        "Why is it not taken up?",
        "Say why it is not taken up",
        help_text="The person is told this, and whom they can go to.",
    )


class AgreePlanForm(ComplaintDeedForm):
    """A plan was agreed."""

    prefix = "plan"
    until = DateField(
        label="By when is it answered, as agreed?",
        error_messages={"required": "Enter the day that was agreed"},
    )
    on = happened("When was that agreed?")
    text = said("What was agreed about looking into it")


class InvestigateForm(ComplaintDeedForm):
    """The investigation begins."""

    prefix = "investigate"
    text = said("A remark")


class DelayForm(ComplaintDeedForm):
    """A delay was explained."""

    prefix = "delay"
    text = said("What was the person told of the delay?", "Write what the person was told of the delay")
    until = DateField(label="By when will it be answered?", error_messages={"required": "Enter the new day"})
    on = happened("When were they told?")


class ConsentForm(ComplaintDeedForm):
    """Consent to share."""

    prefix = "consent"
    answer = forms.ChoiceField(
        label="May the provider be told who complains, and of what?",
        choices=[
            (Consent.ASKED, "They were asked"),
            (Consent.GIVEN, "Yes, they agree"),
            (Consent.REFUSED, "No"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether consent was asked for, given or refused"},
    )
    on = happened("On which day?")
    text = said("A remark")


class PassForm(ComplaintDeedForm):
    """Passed to the provider."""

    prefix = "pass"
    party = ProviderField(
        label="Which provider answers it?", error_messages={"required": "Say which provider answers it"}
    )
    on = happened("When was it passed?")
    text = said("A remark")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].initial = only_provider(self.case)


class MeetingForm(ComplaintDeedForm):
    """A local resolution meeting."""

    prefix = "meeting"
    on = happened("When was the meeting?")
    text = said("What came of it?")


class AnswerForm(ComplaintDeedForm):
    """The final answer was sent."""

    prefix = "answer"
    outcome = forms.ChoiceField(
        label="What was found?",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was found"},
    )
    on = happened("When was the answer sent?")
    text = said("The answer in short", rows=4)


class CloseForm(ComplaintDeedForm):
    """Closed."""

    prefix = "close"
    text = said("A remark")


class WithdrawForm(ComplaintDeedForm):
    """Taken back."""

    prefix = "withdraw"
    text = said("How was it taken back?", "Say how it was taken back")
    on = happened("On which day?")


class ReopenForm(ComplaintDeedForm):
    """Opened again."""

    prefix = "reopen"
    text = said("Why is it opened again?", "Say why it is opened again")


class OmbudsmanForm(ComplaintDeedForm):
    """The ombudsman."""

    prefix = "ombudsman"
    outcome = forms.ChoiceField(
        label="What happened?",
        choices=[
            ("", "It was taken to the ombudsman"),
            (Outcome.UPHELD, "The ombudsman upheld it"),
            (Outcome.PARTLY, "The ombudsman upheld it in part"),
            (Outcome.NOT_UPHELD, "The ombudsman did not uphold it"),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    on = happened("On which day?")
    text = said("A remark")


class LeadForm(ComplaintDeedForm):
    """Who leads a joint answer."""

    prefix = "lead"
    party = ProviderField(
        label="Which organisation answers for all?", help_text="Left empty: ourselves.", required=False
    )
    text = said("Why, and with whom was it agreed?", "Say why, and with whom it was agreed")


class LearnForm(ComplaintDeedForm):
    """What was learnt."""

    prefix = "learn"
    text = said("What was learnt?", "Write what was learnt")
    todo = said(
        "What has to be done because of it?",
        help_text="It goes into the register of actions. Leave it empty where nothing follows.",
    )
    leads = forms.CharField(
        label="Who leads that?",
        help_text="Names, initials or a group, with commas between. Write me for yourself.",
        required=False,
        max_length=600,
        error_messages={"max_length": "Shorten the list of names"},
    )
    due_on = DateField(label="By when?", required=False)

    def clean(self) -> dict[str, Any]:
        """An action needs somebody who leads it, and a day."""
        typed = super().clean() or {}
        typed["leads"] = tuple(name.strip() for name in typed.get("leads", "").split(",") if name.strip())
        if typed.get("todo") and not typed["leads"]:
            self.add_error("leads", "Say who leads the action")
        if typed.get("todo") and not typed.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Enter the day by which the action has to be done")
        return typed


class ImportantForm(ComplaintDeedForm):
    """A matter of general importance."""

    prefix = "important"
    text = said(
        "What is of general importance in it?",
        "Write what is of importance",
        help_text="For the report of the year.",
    )


class HandForm(ComplaintDeedForm):
    """Handed on."""

    prefix = "hand"
    person = forms.ModelChoiceField(
        label="Who handles it from now on?",
        queryset=User.objects.none(),
        error_messages={"required": "Choose who handles it", "invalid_choice": "Choose who handles it"},
    )
    text = said("A remark")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = handlers_of(self.case.complaint.owner)


class SortForm(ComplaintDeedForm):
    """Subjects, severity, authority."""

    prefix = "sort"
    subjects = forms.MultipleChoiceField(
        label="What is it about?", widget=forms.CheckboxSelectMultiple, required=False
    )
    severity = forms.ChoiceField(
        label="How severe is it?",
        choices=Complaint.Severity.choices,
        error_messages={"required": "Choose how severe it is"},
    )
    authority = forms.ChoiceField(
        label="For whom do they complain?", choices=Complaint.Authority.choices, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        complaint = self.case.complaint
        self.fields["subjects"].choices = subjects_on(complaint.received_on)
        self.fields["subjects"].initial = list(self.case.subjects)
        self.fields["severity"].initial = complaint.severity
        self.fields["authority"].initial = complaint.authority


class NoteForm(ComplaintDeedForm):
    """A note."""

    prefix = "note"
    text = said("The note", "Write the note")


class AskPartForm(ComplaintDeedForm):
    """Another organisation's part."""

    prefix = "ask-part"
    organisation = ProviderField(
        label="Which organisation?", error_messages={"required": "Say which organisation is asked"}
    )
    asked = said(
        "What does it have to answer?",
        "Write what the organisation has to answer",
        rows=4,
        help_text="The organisation reads this. Do not name anybody.",
    )
    due_on = DateField(
        label="By when?", error_messages={"required": "Enter the day by which it has to answer"}
    )
    is_sent = forms.BooleanField(
        label="Ask through the register: its people see the question here and answer it",
        help_text="Otherwise ask them as usual and write their answer in.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = deadline(PART, clock.today()).due_on
        if not self.case.parts:
            self.fields["organisation"].initial = only_provider(self.case)
        if self.case.complaint.restriction:
            del self.fields["is_sent"]

    def clean(self) -> dict[str, Any]:
        """What is restricted is never sent through the register."""
        return {"is_sent": False, **(super().clean() or {})}


class PartTextForm(forms.Form):
    """A remark on a part: needed for an answer, and for giving it up."""

    text = said("What did it answer?", "Write it, or say why")

    def __init__(self, *args: Any, slug: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label, is_needed = PART_LABELS[slug]
        self.fields["text"].label, self.fields["text"].required = label, is_needed


PART_LABELS = {
    "answer": ("What did it answer?", True),
    "chase": ("A remark", False),
    "give-up": ("Why does the answer go without it?", True),
}


def only_provider(case: Case) -> str:
    """The name of the one provider that a complaint is about; "" for none or several."""
    names: list[Organisation] = list(case.complaint.providers.all())
    return names[0].name if len(names) == 1 else ""

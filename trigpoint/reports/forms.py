"""What people type on the brief."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.accounts.models import User
from trigpoint.actions.rules.leads import names_in
from trigpoint.common.references import reference_to
from trigpoint.indicators.models import Series
from trigpoint.organisations.models import Organisation
from trigpoint.surveillance.models import Signal
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedText

LONG = 4000


class NoteForm(forms.Form):
    """A note for the meeting."""

    prefix = "note"
    text = GuardedText(
        label="Add a note",
        help_text="What do you want to have in mind at the meeting? Do not name patients.",
        rows=3,
        max_length=LONG,
        error_messages={"required": "Write the note before you save it", "max_length": "Shorten the note"},
    )


class QuestionForm(forms.Form):
    """A question to the provider; `source` is the chart or signal that gave rise to it. Its clean data are what a Draft takes."""

    prefix = "question"
    text = GuardedText(
        label="Your question",
        help_text="Do not name patients.",
        rows=4,
        max_length=LONG,
        error_messages={
            "required": "Write the question before you ask it",
            "max_length": "Shorten the question",
        },
    )
    leads = forms.CharField(
        label="Who answers it?",
        help_text="The name of a person, at the provider or here. With commas between, several: the first one answers.",
        max_length=150,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
        error_messages={"required": "Say who answers it", "max_length": "Shorten the name"},
    )
    due_on = DateField(
        label="When is the answer due?",
        error_messages={"required": "Enter the day on which the answer is due"},
    )
    is_sent = forms.BooleanField(
        label="Let the provider's people see and answer it here",
        help_text="They are told, and read the question and the answers. Without it only we see it, and write the answer down.",
        required=False,
    )
    source = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, provider: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.provider = provider

    def clean_leads(self) -> tuple[str, ...]:
        """The names, each once."""
        names = names_in(self.cleaned_data["leads"])
        if not names:
            raise forms.ValidationError("Say who answers it", code="required")
        return names

    def clean_source(self) -> str:
        """A reference to the chart or signal, if the person may see it and it is the provider's own."""
        asked = self.cleaned_data["source"]
        if not asked:
            return ""
        kinds = (Series.visible_to(self.user), Signal.visible_to(self.user).exclude(theme=""))
        found = next((each for kind in kinds if (each := kind.filter(public_id=asked).first())), None)
        if found is None:
            raise forms.ValidationError("That chart is not there any more. Open the brief again.")
        if found.organisation_id != self.provider.pk:
            raise forms.ValidationError(
                "That chart belongs to another provider. Ask from that provider's brief."
            )
        return reference_to(found)


class EnquiryAnswerForm(forms.Form):
    """What the provider answered to a key line of enquiry; one form each on the page, told apart by its prefix."""

    text = GuardedText(
        label="What did they answer?",
        help_text="That nobody could answer is an answer too. Do not name patients or staff.",
        rows=3,
        max_length=LONG,
        error_messages={"required": "Write what was answered", "max_length": "Shorten the answer"},
    )


class MeetingForm(forms.Form):
    """When the quality meeting is, or was."""

    prefix = "meeting"
    held_on = DateField(
        label="Date of a quality meeting",
        help_text="Past or to come. The brief tells what changed since the last one.",
        error_messages={"required": "Enter the date of the meeting"},
    )


class IssueForm(forms.Form):
    """Issuing a paper. `seen` is the fingerprint of the draft that the person read."""

    prefix = "issue"
    seen = forms.CharField(
        widget=forms.HiddenInput,
        max_length=64,
        error_messages={"required": "Open the draft again, read it, then issue it"},
    )
    why = GuardedText(
        label="What was wrong in the version before?",
        help_text="It stands in the new version. Do not name patients.",
        rows=3,
        max_length=500,
        error_messages={
            "required": "Say what was wrong in the version before",
            "max_length": "Shorten it to 500 characters",
        },
    )

    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["why"]

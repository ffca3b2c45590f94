"""Writing in a complaint: what the clocks need first; the rest may wait."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach, role_book
from trigpoint.common import clock
from trigpoint.intelligence.forms.complaint_fields import ProvidersField, happened, subjects_on
from trigpoint.intelligence.models import Complaint
from trigpoint.intelligence.queries.complaints_listed import handlers_of
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedLine, said

NOT_STORED_HERE = (
    "It is encrypted, kept apart from the complaint, and shown only to named roles with a reason."
)


MORE = ("authority", "happened_on", "service", "subjects", "severity", "handler", "restriction")


class ComplaintForm(forms.Form):
    """A complaint that was made to the commissioner. Its clean data are what a ComplaintDraft takes."""

    received_on = happened("When did it come?", "Enter the day on which it came")
    way = forms.ChoiceField(
        label="How did it come?",
        choices=[("", "Choose"), *Complaint.Way.choices],
        error_messages={"required": "Choose how it came"},
    )
    providers = ProvidersField(
        label="Which providers is it about?",
        help_text="Name or code; several with a semicolon between.",
        required=False,
        max_length=600,
    )
    is_about_us = forms.BooleanField(label="It is about what we did ourselves", required=False)
    words = said(
        "What is it about?",
        "Write what it is about",
        rows=6,
        help_text="What happened, without names, dates of birth, numbers or addresses.",
    )
    wanted = said("What outcome is wanted?", rows=2)
    name = forms.CharField(
        label="Who complains?",
        help_text=NOT_STORED_HERE,
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Shorten the name"},
    )
    contact = forms.CharField(
        label="How can they be reached?",
        help_text="Kept with the name.",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Shorten how they can be reached"},
    )
    authority = forms.ChoiceField(
        label="For whom do they complain?", choices=Complaint.Authority.choices, required=False
    )
    happened_on = DateField(
        label="When did it happen, or when did they come to know of it?",
        help_text="Needed to see whether it came in time.",
        required=False,
    )
    service = GuardedLine(
        label="Which service?",
        required=False,
        max_length=120,
        error_messages={"max_length": "Shorten the name of the service"},
    )
    subjects = forms.MultipleChoiceField(
        label="What is it about, in the words of the list?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    severity = forms.ChoiceField(
        label="How severe is it?",
        choices=Complaint.Severity.choices,
        initial=Complaint.Severity.MODERATE,
        required=False,
    )
    handler = forms.ModelChoiceField(
        label="Who handles it?", queryset=User.objects.none(), required=False, empty_label="I do"
    )
    restriction = forms.ChoiceField(
        label="Is it restricted?",
        help_text="Then it stands in no list, count, export or paper. Named roles alone open it, each time with a reason.",
        required=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["providers"].user = user
        self.fields["subjects"].choices = subjects_on(clock.today())
        self.fields["handler"].queryset = handlers_of(user.commissioner)
        named = reach(user).classes
        classes = [(name, words) for name, words in role_book().classes.items() if name in named]
        self.fields["restriction"].choices = [("", "No"), *classes]
        if not classes:
            del self.fields["restriction"]

    @property
    def has_more_to_show(self) -> bool:
        """Whether something beyond the first questions has a fault or is filled in."""
        return self.is_bound and any(
            name in self.errors or name in self.changed_data for name in self.fields if name in MORE
        )

    def clean(self) -> dict[str, Any]:
        """Say at its field that nobody is named whom it is about."""
        typed = super().clean() or {}
        if not typed.get("providers") and not typed.get("is_about_us") and "providers" not in self.errors:
            self.add_error("providers", "Say whom it is about: a provider, or ourselves below")
        if typed.get("contact") and not typed.get("name"):
            self.add_error("name", "Say who complains, so that what you wrote of reaching them is kept")
        typed["severity"] = typed.get("severity") or Complaint.Severity.MODERATE
        return typed

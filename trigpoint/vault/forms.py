"""What people type to open or to seal something."""

from __future__ import annotations

from django import forms

from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedLine


class ReasonForm(forms.Form):
    """Why somebody needs to see this."""

    reason = GuardedLine(
        label="Why do you need to see this?",
        help_text="A few words, such as: preparing the safeguarding meeting of 3 December. Who opened it, when and why is kept.",
        max_length=300,
        error_messages={"required": "Say why you need to see this", "max_length": "Shorten the reason"},
    )


class ReporterForm(forms.Form):
    """Who reported something: never stored in the clear."""

    name = forms.CharField(
        label="Who reported it?",
        help_text="Name, or another way to know them. It is encrypted, kept apart, and shown only to named roles with a reason.",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say who reported it", "max_length": "Shorten the name"},
    )
    contact = forms.CharField(
        label="How can they be reached?",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Shorten how they can be reached"},
    )


class PatientReferenceForm(forms.Form):
    """A reference that one organisation alone can open."""

    reference = forms.CharField(
        label="Reference",
        help_text="The number by which the organisation knows the case, such as its hospital number. Never a name. Nobody here can read it again.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "nhsuk-input--width-20"}),
        error_messages={"required": "Enter the reference", "max_length": "Shorten the reference"},
    )
    organisation = forms.CharField(
        label="Code of the organisation that may open it",
        help_text="Its ODS code, such as RMC.",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "nhsuk-input--width-10"}),
        error_messages={"required": "Enter the code of the organisation", "max_length": "Shorten the code"},
    )
    purpose = GuardedLine(
        label="What is it for?",
        help_text="Such as: so that the trust can find the discharge summary that was complained of.",
        max_length=300,
        error_messages={"required": "Say what it is for", "max_length": "Shorten what it is for"},
    )
    expires_on = DateField(
        label="On which day does it end?",
        help_text="At most 90 days from today (a local default). It is erased the day after.",
        error_messages={"required": "Enter the last day"},
    )

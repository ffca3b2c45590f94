"""What is asked for when questions are drafted, and when something becomes of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms

from trigpoint.common import clock
from trigpoint.frameworks.queries import deadline, pack_on
from trigpoint.triangulation.forms.concern_fields import ProviderField
from trigpoint.triangulation.queries.concerns import themes_of
from trigpoint.triangulation.queries.enquiries import EVERYTHING, OPEN, Known
from trigpoint.triangulation.rules.enquiries import Meeting, Wanted
from trigpoint.triangulation.rules.enquiring import Drafted
from trigpoint.triangulation.services.enquiries import ANSWER_BY
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import said

LONGEST_PLACE = 150
STATES = [(OPEN, "Open"), ("answered", "Answered"), ("withdrawn", "Withdrawn"), (EVERYTHING, "All")]
DAY_OVER = "That day is over. Enter the day of a meeting or visit to come"


def themes_to_choose(first: str) -> list[tuple[str, str]]:
    """The themes of the pack of today, after `first` for none."""
    today = clock.today()
    return [("", first), *themes_of(pack_on(today), today).items()]


class EnquiriesFilterForm(forms.Form):
    """What the list is narrowed to."""

    mark_optional = False
    provider = forms.ChoiceField(label="Provider", required=False)
    state = forms.ChoiceField(label="Where they stand", required=False, choices=STATES)
    held_on = forms.ChoiceField(label="Meeting or visit", required=False)
    concern = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, found: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = [("", "Every provider"), *found["provider"]]
        self.fields["held_on"].choices = [("", "Any day, or none"), *found["held_on"]]


class DraftFromForm(forms.Form):
    """For which provider and theme questions are drafted."""

    mark_optional = False
    provider = ProviderField(
        label="Which provider?",
        help_text="Its name or code.",
        error_messages={"required": "Say which provider the questions are for"},
    )
    theme = forms.ChoiceField(label="Which theme?", required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].user = user
        self.fields["theme"].choices = themes_to_choose("All themes")


class KeepForm(forms.Form):
    """The drafts, ticked, each in words that can be changed; a question of one's own; where they are asked."""

    mark_optional = False
    own = said(
        "A question of your own (optional)",
        help_text="Ask about what the evidence does not say. Do not name patients or staff.",
    )
    where = forms.CharField(
        label="Where will they be asked? (optional)",
        help_text="The meeting or visit, such as: Quality meeting. Leave it empty to decide later.",
        max_length=LONGEST_PLACE,
        required=False,
        error_messages={"max_length": "Shorten it to 150 characters"},
    )
    held_on = DateField(label="On which day?", required=False)

    def __init__(self, *args: Any, drafts: Mapping[str, Drafted], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drafts = drafts
        for key, draft in self.drafts.items():
            self.fields[f"keep-{key}"] = forms.BooleanField(label="Keep it", required=False, initial=True)
            question = said("Question", rows=3)
            question.initial = draft.text
            self.fields[f"question-{key}"] = question

    def clean(self) -> dict[str, Any]:
        """What is kept, as a service takes it."""
        given = super().clean() or {}
        wanted = [
            Wanted(given.get(f"question-{key}", ""), draft.code, draft.stream, draft.because)
            for key, draft in self.drafts.items()
            if given.get(f"keep-{key}")
        ]
        if given.get("own"):
            wanted.append(Wanted(given["own"]))
        where, held_on = given.get("where", ""), given.get("held_on")
        if held_on and held_on < clock.today():
            self.add_error("held_on", DAY_OVER)
        if where and not held_on and "held_on" not in self.errors:
            self.add_error("held_on", "Enter the day of the meeting or visit")
        if held_on and not where:
            self.add_error("where", "Say which meeting or visit it is")
        return {"wanted": wanted, "to": Meeting(where, held_on) if where and held_on else None}


class EnquiryDeedForm(forms.Form):
    """A deed to one line of enquiry, of which everything is known."""

    def __init__(self, *args: Any, known: Known, ahead: dt.date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.ahead = ahead


class EditForm(EnquiryDeedForm):
    """Other words."""

    prefix = "edit"
    question = said("The question", "Write the question", rows=3, help_text="Do not name patients or staff.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].initial = self.known.question


class CarryForm(EnquiryDeedForm):
    """To a meeting or visit."""

    prefix = "carry"
    where = forms.CharField(
        label="Which meeting or visit?",
        max_length=LONGEST_PLACE,
        error_messages={
            "required": "Say which meeting or visit it is taken to",
            "max_length": "Shorten it to 150 characters",
        },
    )
    held_on = DateField(label="On which day?", error_messages={"required": "Enter the day of it"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].initial = self.known.where or ("Quality meeting" if self.ahead else "")
        self.fields["held_on"].initial = self.ahead


class PutForm(EnquiryDeedForm):
    """A question of the register."""

    prefix = "put"
    leads = forms.CharField(
        label="Who answers it?",
        help_text="A name at the provider. Left empty: the provider.",
        max_length=LONGEST_PLACE,
        required=False,
    )
    due_on = DateField(
        label="When is the answer due?",
        error_messages={"required": "Enter the day on which the answer is due"},
    )
    is_sent = forms.BooleanField(
        label="Let the provider's people see and answer it here",
        help_text="They see the question and nothing of the evidence or the concern.",
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = deadline(ANSWER_BY, clock.today()).due_on


class AnswerForm(EnquiryDeedForm):
    """What was answered."""

    prefix = "answer"
    text = said(
        "What did they answer?",
        "Write what was answered",
        rows=4,
        help_text="That nobody could answer is an answer too. Do not name patients or staff.",
    )


class WithdrawForm(EnquiryDeedForm):
    """Not asked."""

    prefix = "withdraw"
    text = said("Why is it not asked?", "Say why it is not asked")


class AgainForm(EnquiryDeedForm):
    """Asked again."""

    prefix = "again"
    text = said("Why is it asked again?", "Say why it is asked again")

"""What is asked for when something is done about a concern; one small form a deed. Clean data are what services take."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may
from trigpoint.common import clock
from trigpoint.triangulation.models import Concern, Held
from trigpoint.triangulation.queries.concerns import LEVELS, leads_of, open_concerns_of, reasons_of
from trigpoint.triangulation.queries.concerns_case import Case, check_after, reply_by
from trigpoint.triangulation.rules.concerns import DECIDE, HIGHEST, ONLY_DECIDERS_SET
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedLine, said


class ConcernDeedForm(forms.Form):
    """A deed to one concern, of which everything is known."""

    def __init__(self, *args: Any, case: Case, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user


class GiveForm(ConcernDeedForm):
    """Who leads it."""

    prefix = "give"
    person = forms.ModelChoiceField(
        label="Who leads it from now on?",
        queryset=User.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose who leads it"},
    )
    text = said("A remark")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = leads_of(self.case.concern.owner)


class LevelForm(ConcernDeedForm):
    """How serious it is."""

    prefix = "level"
    level = forms.ChoiceField(
        label="How serious is it now?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how serious it is"},
    )
    text = said("Why?", "Say why it has this level")
    exit_criteria = said("What must hold before it may be closed?", rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = self.case.pack.vocabulary(LEVELS).words
        self.fields["level"].choices = [
            (word.code, f"{word.title}: {word.meaning}")
            for word in words
            if word.code != HIGHEST or may(self.user, DECIDE)
        ]
        if not may(self.user, DECIDE):
            self.fields["level"].help_text = ONLY_DECIDERS_SET
        self.fields["exit_criteria"].initial = self.case.exit_criteria


class NoteForm(ConcernDeedForm):
    """A remark."""

    prefix = "note"
    text = said("The note", "Write the note", rows=3)


class AskForm(ConcernDeedForm):
    """The provider's right of reply."""

    prefix = "ask"
    text = said(
        "What is put to the provider?",
        "Write what is put to the provider",
        rows=4,
        help_text="Its people see these words and the day, and nothing else of the concern: not its name, not who told you.",
    )
    due_on = DateField(
        label="By when should it answer?",
        help_text="As the framework pack says, unless you say otherwise.",
        error_messages={"required": "Enter the day"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = reply_by(clock.today())


class ChaseForm(ConcernDeedForm):
    """Asked again."""

    prefix = "chase"


class ReplyForm(ConcernDeedForm):
    """A reply that came another way."""

    prefix = "reply"
    text = said(
        "What did the provider reply, and how?",
        "Write what the provider replied",
        rows=4,
        help_text="For what came by letter, telephone or in a meeting. A question that still waits is withdrawn, if you may write in the register.",
    )


class DecideForm(ConcernDeedForm):
    """A decision."""

    prefix = "decide"
    text = said("What was decided?", "Write what was decided", rows=3)
    where = GuardedLine(
        label="Which meeting or person decided it?",
        max_length=200,
        error_messages={
            "required": "Say which meeting or person decided",
            "max_length": "Shorten who decided",
        },
    )
    exit_criteria = said("What must hold before it may be closed?", rows=3)
    next_on = DateField(label="When is it looked at next?", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exit_criteria"].initial = self.case.exit_criteria


class MergeForm(ConcernDeedForm):
    """Told with another."""

    prefix = "merge"
    other = forms.ModelChoiceField(
        label="With which concern about the same provider?",
        queryset=Concern.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose the other concern"},
    )
    text = said("Why?", "Say why they are told together")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = open_concerns_of(user=self.user, provider=self.case.concern.provider)
        keys = [each.pk for each in found if each.pk != self.case.concern.pk]
        self.fields["other"].queryset = Concern.visible_to(self.user).filter(pk__in=keys)


class CloseForm(ConcernDeedForm):
    """Closed, with a day on which it is checked."""

    prefix = "close"
    reason = forms.ChoiceField(
        label="Why is it closed?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it is closed"},
    )
    text = said("What does that rest on?", "Say what the reason rests on", rows=3)
    without_reply = said(
        "Why is it closed without the provider’s reply?", "Say why it is closed without the provider’s reply"
    )
    check_on = DateField(
        label="On which day is it checked whether it held?",
        error_messages={"required": "Enter the day on which it is checked"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(reasons_of(self.case.pack).items())
        self.fields["check_on"].initial = check_after(self.case.concern, clock.today())
        if self.case.is_answered:
            del self.fields["without_reply"]


class CheckForm(ConcernDeedForm):
    """Looked at again."""

    prefix = "check"
    held = forms.ChoiceField(
        label="Did it hold?",
        choices=Held.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it held"},
    )
    text = said("What did you look at?", "Say what you looked at", rows=3)
    reopen_it = forms.BooleanField(label="It did not hold: open it again", required=False)
    check_on = DateField(
        label="Where nobody can say yet, when is it looked at again?",
        help_text="Left empty: as the framework pack says.",
        required=False,
    )


class ReopenForm(ConcernDeedForm):
    """Opened again."""

    prefix = "reopen"
    text = said("Why is it opened again?", "Say why it is opened again")
    next_on = DateField(label="When is it looked at next?", required=False)

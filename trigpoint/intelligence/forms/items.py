"""What is asked for when something happens to one item; one small form a deed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach, role_book
from trigpoint.common import clock
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.queries.inbox import answer_by
from trigpoint.intelligence.queries.items import record_at
from trigpoint.intelligence.rules.states import Deed
from trigpoint.intelligence.rules.triage_words import MISSING, STOCK, WORRIES, words_of
from trigpoint.ui.fields import DateField
from trigpoint.ui.guarding import GuardedText, said
from trigpoint.ui.words import day

SHOWN_WORDS = 90
FOR_US = "Only we read this."
FOR_SENDER = "The sender reads this."


@dataclass(frozen=True)
class Around:
    """What a form has to know: the item, who asks, others that it can be linked to or told with, partners named before."""

    item: Item
    user: User
    others: Sequence[Item] = ()
    leads: Sequence[Item] = ()
    partners: Sequence[str] = field(default=())


def _text(label: str, missing: str = "", *, rows: int = 2, help_text: str = FOR_US) -> GuardedText:
    """Words of ours, unless the help says that somebody else reads them."""
    return said(label, missing, rows=rows, help_text=help_text)


def short_of(item: Item) -> str:
    """One line that tells an item from others."""
    words = item.words if len(item.words) <= SHOWN_WORDS else f"{item.words[:SHOWN_WORDS].rstrip()}…"
    return f"{day(item.received_on)}, {item.about}: {words}"


class ItemForm(forms.Form):
    """A deed to one item."""

    def __init__(self, *args: Any, around: Around, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.around = around

    def _choose_among(self, name: str, items: Sequence[Item]) -> None:
        self.by_id = {each.public_id: each for each in items}
        if items:
            self.fields[name].choices = [(each.public_id, short_of(each)) for each in items]
        else:
            del self.fields[name]


class StockForm(ItemForm):
    """A deed with words, of which some are ready to use. `named`: the service's name for them."""

    mark_optional = False  # one of the two is needed
    deed: Deed
    named = "text"
    stock = forms.ChoiceField(
        label="Words ready to use",
        required=False,
        error_messages={"invalid_choice": "Choose one of the words"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stock"].choices = [("", "None"), *((each, each) for each in STOCK[self.deed])]

    def clean(self) -> dict[str, Any]:
        """The words, typed or chosen."""
        cleaned = super().clean() or {}
        typed = cleaned.get(self.named, "")
        words = words_of(self.deed, typed, cleaned.pop("stock", ""))
        if not words and self.deed in MISSING and self.named not in self.errors and self._is_needed(cleaned):
            self.add_error(self.named, MISSING[self.deed])
        cleaned[self.named] = words
        return cleaned

    def _is_needed(self, cleaned: dict[str, Any]) -> bool:
        return True


class LookForm(ItemForm):
    """Looked at, and nothing more yet."""

    prefix = "look"
    text = _text("A remark")


class NoActionForm(StockForm):
    """No action is needed."""

    prefix = "no-action"
    deed = Deed.NO_ACTION
    text = _text("Or why, in your own words")


class AskForm(StockForm):
    """A question to the provider."""

    prefix = "ask"
    deed = Deed.ASKED
    text = _text(
        "Or your own question",
        rows=4,
        help_text="The provider reads this, and not what was told. Do not say who told it, and do not name patients.",
    )
    leads = forms.CharField(
        label="Who answers it?",
        help_text="Left empty: the provider.",
        required=False,
        max_length=150,
        error_messages={"max_length": "Shorten the name"},
    )
    due_on = DateField(label="When is the answer due?", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = answer_by(clock.today())


class PassForm(ItemForm):
    """Passed to a partner."""

    prefix = "pass"
    partner = forms.CharField(
        label="To whom?",
        max_length=150,
        widget=forms.TextInput(attrs={"list": "partners", "autocomplete": "off"}),
        error_messages={"required": MISSING[Deed.PASSED], "max_length": "Shorten the name"},
    )
    text = _text("A remark")


class MarkForm(StockForm):
    """Marked for a concern."""

    prefix = "mark"
    deed = Deed.MARKED
    text = _text("Or why, in your own words")


class LinkForm(ItemForm):
    """Linked to another item, or to a record."""

    prefix = "link"
    other = forms.ChoiceField(
        label="To which?",
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose one of those listed"},
    )
    address = forms.CharField(
        label="Or the address of its page here",
        help_text="Of a signal, an action or another record, as the browser shows it.",
        required=False,
        max_length=500,
        error_messages={"max_length": "Shorten the address"},
    )
    text = _text("A remark")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose_among("other", self.around.others)

    def clean(self) -> dict[str, Any]:
        """The other item or the reference of the record."""
        cleaned = super().clean() or {}
        typed = cleaned.pop("address", "").strip()
        cleaned["other"] = self.by_id.get(cleaned.get("other", ""))
        cleaned["about"] = record_at(typed, user=self.around.user) if typed else ""
        if typed and not cleaned["about"]:
            self.add_error("address", "No record that you can see has this address. Copy it from its page")
        elif not typed and cleaned["other"] is None and not self.errors:
            self.add_error("other" if "other" in self.fields else "address", "Choose what to link it to")
        return cleaned


class MergeForm(ItemForm):
    """Told with another."""

    prefix = "merge"
    into = forms.ChoiceField(
        label="With which?",
        help_text="Its sender gets the reply of that one.",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the one it is told with",
            "invalid_choice": "Choose one of those listed",
        },
    )
    text = _text("A remark")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose_among("into", self.around.leads)

    def clean(self) -> dict[str, Any]:
        """None to choose from: what it could be told with was closed or restricted meanwhile."""
        cleaned = super().clean() or {}
        if "into" not in self.fields:
            self.add_error(None, "There is none that it can be told with")
        return cleaned

    def clean_into(self) -> Item:
        """The item."""
        return self.by_id[self.cleaned_data["into"]]


class CloseForm(StockForm):
    """Closed with words for the sender."""

    prefix = "close"
    deed = Deed.CLOSED
    named = "reply"
    reply = _text("Or your own reply", rows=4, help_text=FOR_SENDER)
    text = _text("Why nobody can be told, if so")

    def _is_needed(self, cleaned: dict[str, Any]) -> bool:
        return not cleaned.get("text", "").strip() and "text" not in self.errors


class ReopenForm(ItemForm):
    """Opened again."""

    prefix = "reopen"
    text = _text("Why is it opened again?", "Say why it is opened again")


class NoteForm(ItemForm):
    """A remark."""

    prefix = "note"
    text = _text("Your note", "Write the note")


class TakeUpForm(ItemForm):
    """A person handles what was read and counted."""

    prefix = "take-up"
    text = _text("Why?")


class BareForm(ItemForm):
    """A deed that needs no words."""


class RestrictForm(ItemForm):
    """Kept for named roles."""

    prefix = "restrict"
    restriction = forms.ChoiceField(
        label="For whom is it kept?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose why it is restricted",
            "invalid_choice": "Choose one of those listed",
        },
    )
    text = _text(
        "Why is it restricted?",
        "Say why it is restricted",
        help_text="From then on only roles that are named for it can open it, each time with a reason. What was asked because of it stays as it is.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = reach(self.around.user).classes
        classes = [(key, words) for key, words in role_book().classes.items() if key in mine]
        self.fields["restriction"].choices = classes


class GistForm(ItemForm):
    """What can be shared of something told in confidence."""

    prefix = "gist"
    words = _text(
        "The gist",
        "Write the gist",
        rows=4,
        help_text="Everybody who reads soft intelligence reads this. Nothing in it may show who told it: no role, ward, shift, day or turn of phrase that few people share.",
    )
    names_provider = forms.ChoiceField(
        label="Does it name the provider?",
        choices=[("yes", "Yes"), ("no", "No: few people could have told it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it names the provider"},
    )
    worry = forms.TypedChoiceField(
        label="How worried are you?",
        choices=[("", "Not said"), *WORRIES.items()],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.around.item.provider is None:
            del self.fields["names_provider"]

    def clean(self) -> dict[str, Any]:
        """The provider, where it is named."""
        cleaned = super().clean() or {}
        is_named = cleaned.pop("names_provider", "no") == "yes"
        cleaned["provider"] = self.around.item.provider if is_named else None
        return cleaned


class ChaseForm(ItemForm):
    """Asked again by when an answer comes."""

    question = forms.CharField(
        max_length=16, widget=forms.HiddenInput, error_messages={"required": "Choose the question"}
    )

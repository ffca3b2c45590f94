"""What a sitting of triage says of each item that waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from trigpoint.intelligence.models import Item
from trigpoint.intelligence.queries.consents import without_consent
from trigpoint.intelligence.rules.consents import NO_CONSENT, PARTNER, PROVIDER
from trigpoint.intelligence.rules.states import WAITING, Deed, State
from trigpoint.intelligence.rules.triage_words import MISSING, STOCK, words_of
from trigpoint.intelligence.services.triage import Verdict
from trigpoint.ui.guarding import GuardedText

LATER = ("", "Leave for later")
DEEDS = [
    (Deed.TRIAGED, "Looked at: more comes later"),
    (Deed.NO_ACTION, "No action: say why"),
    (Deed.ASKED, "Ask the provider: write the question"),
    (Deed.PASSED, "Pass on: say to whom"),
    (Deed.MARKED, "For a concern"),
    (Deed.CLOSED, "Close with a reply: the sender reads it"),
]
MERGE = (Deed.MERGED, "Tell with the one that said the same before")
GROUPS = {
    Deed.NO_ACTION: "No action",
    Deed.ASKED: "Ask",
    Deed.PASSED: "Pass on to",
    Deed.MARKED: "For a concern",
    Deed.CLOSED: "Reply",
}
USES = {Deed.PASSED: PARTNER, Deed.ASKED: PROVIDER}  # what a story needs consent to
LONG = 4000
LONGEST_PARTNER = 150


def stock_choices(deeds: Sequence[str]) -> list[tuple[str, str]]:
    """Ready words, each with what it is for."""
    return [
        ("", "None"),
        *((each, f"{GROUPS[deed]}: {each}") for deed in STOCK if deed in deeds for each in STOCK[deed]),
    ]


class TriageForm(forms.Form):
    """What becomes of each item; `verdicts` afterwards holds what was chosen. leads: the one that each may be told with."""

    mark_optional = False  # the choices say when words are needed

    def __init__(
        self, *args: Any, items: Sequence[Item], leads: Mapping[int, Item] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.leads = leads or {}
        for item in items:
            self._add(item)

    def _add(self, item: Item) -> None:
        deeds = [each for each in DEEDS if each[0] != Deed.ASKED or item.provider_id]
        more = [MERGE] if item.pk in self.leads else []
        self.fields[f"deed_{item.public_id}"] = forms.ChoiceField(
            label="What becomes of it?",
            choices=[LATER, *deeds, *more],
            widget=forms.RadioSelect(attrs={"class": "nhsuk-radios--small"}),
            required=False,
            error_messages={"invalid_choice": "Choose one of the answers"},
        )
        self.fields[f"stock_{item.public_id}"] = forms.ChoiceField(
            label="Words ready to use",
            choices=stock_choices([deed for deed, _ in deeds]),
            required=False,
            error_messages={"invalid_choice": "Choose one of the words"},
        )
        self.fields[f"words_{item.public_id}"] = GuardedText(
            label="Or in your own words",
            rows=2,
            required=False,
            max_length=LONG,
            error_messages={"max_length": f"Shorten the words to {LONG} characters"},
        )

    def clean(self) -> dict[str, Any]:
        """Words and consent that a choice needs, and items that somebody dealt with meanwhile."""
        cleaned = super().clean() or {}
        refused = self._without_consent(cleaned)
        for item in self.items:
            key = item.public_id
            deed = cleaned.get(f"deed_{key}", "")
            if not deed or f"words_{key}" in self.errors:
                continue
            words = self._words(key, deed, cleaned)
            if getattr(item, "state", State.RECEIVED) not in WAITING:
                self.add_error(f"deed_{key}", self._dealt_with(item))
            elif item.pk in refused:
                self.add_error(f"deed_{key}", NO_CONSENT)
            elif deed in MISSING and not words:
                self.add_error(f"words_{key}", MISSING[Deed(deed)])
            elif deed == Deed.PASSED and len(words) > LONGEST_PARTNER:
                self.add_error(f"words_{key}", f"Shorten the name to {LONGEST_PARTNER} characters")
        return cleaned

    def _without_consent(self, cleaned: Mapping[str, Any]) -> set[int]:
        """Keys of the stories that what was chosen needs a consent to which is not on record."""
        refused: set[int] = set()
        for deed, use in USES.items():
            chosen = [each for each in self.items if cleaned.get(f"deed_{each.public_id}") == deed]
            refused |= without_consent(chosen, use)
        return refused

    def _dealt_with(self, item: Item) -> str:
        label = State(item.state).label.lower()
        return f"Somebody has dealt with it meanwhile; it stands at: {label}. Choose leave for later"

    @staticmethod
    def _words(key: str, deed: str, cleaned: Mapping[str, Any]) -> str:
        return words_of(deed, cleaned.get(f"words_{key}", ""), cleaned.get(f"stock_{key}", ""))

    @property
    def verdicts(self) -> list[Verdict]:
        """What becomes of those that something was said of."""
        said = self.cleaned_data
        return [
            Verdict(item, deed, self._words(item.public_id, deed, said), self.leads.get(item.pk))
            for item in self.items
            if (deed := said.get(f"deed_{item.public_id}", ""))
        ]

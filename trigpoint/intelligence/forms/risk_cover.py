"""Who is told when somebody may be at risk now, as it is typed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms

from trigpoint.accounts.models import Commissioner
from trigpoint.intelligence.models import RiskCover
from trigpoint.intelligence.queries import risk
from trigpoint.intelligence.rules.climbing import Hours
from trigpoint.intelligence.rules.covering import CoverTerms, TurnTerms

TURNS, NUMBERS = 6, 4
DIALLED = re.compile(r"\+?[0-9][0-9 ]{2,18}")
ROLE, PERSON = "role:", "person:"


class CoverForm(forms.Form):
    """Turns in order, working hours, and the numbers that senders read."""

    mark_optional = False

    begins = forms.TimeField(
        label="Working hours begin at",
        help_text="Such as 09:00. On working days in England.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-5"}),
        error_messages={
            "required": "Enter when working hours begin",
            "invalid": "Enter a time, such as 09:00",
        },
    )
    ends = forms.TimeField(
        label="Working hours end at",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-5"}),
        error_messages={"required": "Enter when working hours end", "invalid": "Enter a time, such as 17:00"},
    )

    def __init__(self, data: Any = None, *, owner: Commissioner, cover: RiskCover | None) -> None:
        super().__init__(data, initial=_standing(cover))
        who = [
            ("", "Nobody"),
            *((f"{ROLE}{name}", f"Everybody: {title}") for name, title in risk.roles_that_triage().items()),
            *((f"{PERSON}{person.public_id}", str(person)) for person in risk.triagers(owner)),
        ]
        for number in range(1, TURNS + 1):
            self.fields[f"who_{number}"] = forms.ChoiceField(
                label=f"{_ordinal(number)} to be told", choices=who, required=False
            )
            self.fields[f"hours_{number}"] = forms.ChoiceField(
                label=f"When is the {_ordinal(number).lower()} on duty?",
                choices=Hours.choices,
                required=False,
            )
        for number in range(1, NUMBERS + 1):
            self.fields[f"line_{number}"] = forms.CharField(
                label=f"Whom does number {number} reach?", required=False, max_length=100
            )
            self.fields[f"number_{number}"] = forms.CharField(
                label=f"Number {number}",
                required=False,
                max_length=20,
                widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20", "inputmode": "tel"}),
            )

    def clean(self) -> dict[str, Any]:
        """A number needs to say whom it reaches, and can be dialled."""
        told = super().clean() or {}
        for place in range(1, NUMBERS + 1):
            line, number = told.get(f"line_{place}", ""), told.get(f"number_{place}", "")
            if number and not line:
                self.add_error(f"line_{place}", "Say whom this number reaches")
            if line and not DIALLED.fullmatch(number):
                self.add_error(f"number_{place}", "Enter a telephone number, such as 0161 496 0000")
        return told

    def terms(self) -> CoverTerms:
        """What was typed, once the form is valid."""
        told = self.cleaned_data
        return CoverTerms(
            turns=tuple(self._turns()),
            numbers=tuple(
                (told[f"line_{place}"], told[f"number_{place}"])
                for place in range(1, NUMBERS + 1)
                if told[f"line_{place}"]
            ),
            begins=told["begins"],
            ends=told["ends"],
        )

    def _turns(self) -> Iterator[TurnTerms]:
        for number in range(1, TURNS + 1):
            who = self.cleaned_data[f"who_{number}"]
            hours = self.cleaned_data[f"hours_{number}"] or Hours.ALWAYS
            if who:
                role = who.removeprefix(ROLE) if who.startswith(ROLE) else ""
                yield TurnTerms(role, "" if role else who.removeprefix(PERSON), hours)


def _standing(cover: RiskCover | None) -> dict[str, Any]:
    if cover is None:
        return {
            "begins": "09:00",
            "ends": "17:00",
            **{f"who_{place}": f"{ROLE}{role}" for place, role in enumerate(risk.OTHERWISE, start=1)},
        }
    told: dict[str, Any] = {"begins": f"{cover.begins:%H:%M}", "ends": f"{cover.ends:%H:%M}"}
    for turn in cover.turns.all():
        who = f"{ROLE}{turn.role}" if turn.role else f"{PERSON}{turn.person.public_id}"
        told |= {f"who_{turn.place + 1}": who, f"hours_{turn.place + 1}": turn.hours}
    for place, (line, number) in enumerate(cover.numbers, start=1):
        told |= {f"line_{place}": line, f"number_{place}": number}
    return told


def _ordinal(number: int) -> str:
    return ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")[number - 1]

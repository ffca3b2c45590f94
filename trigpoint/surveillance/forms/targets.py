"""What was agreed with a provider: one form for each kind of target, and the filters of the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from trigpoint.indicators.definitions import MONTHS, Definition, Target
from trigpoint.surveillance.models import AgreedTarget
from trigpoint.surveillance.presenters.targets import LANDINGS, STATES
from trigpoint.surveillance.rules.agreeing import (
    LEAST_PERCENT,
    MOST,
    MOST_MORE,
    TOO_LARGE,
    end_of,
    financial_year,
    periods,
    year_words,
)
from trigpoint.surveillance.rules.pasting import read
from trigpoint.ui.guarding import GuardedLine, GuardedText
from trigpoint.ui.words import month

YEARS_BACK, YEARS_AHEAD = 2, 3
STEP = "step_"
NUMBER = {"invalid": "Write a number, such as 76.5", "max_value": TOO_LARGE}


def years_about(today: dt.date) -> list[dt.date]:
    """First days of the financial years that may be chosen, the earliest first."""
    now = financial_year(today)
    return [dt.date(now.year + n, now.month, 1) for n in range(-YEARS_BACK, YEARS_AHEAD)]


class PeriodField(forms.TypedChoiceField):
    """A period of an indicator, chosen by its first month. Gives the first day."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("invalid_choice", "Choose a period from the list")
        super().__init__(coerce=dt.date.fromisoformat, empty_value=None, **kwargs)

    def offer(self, days: Sequence[dt.date], nothing: str) -> None:
        """The periods that begin on these days; `nothing` stands for none."""
        self.choices = [("", nothing), *((day.isoformat(), month(day)) for day in days)]


class TermsForm(forms.Form):
    """What every kind of target has: what it is called, where it was agreed, a note. known: the first day of a period."""

    kind = ""
    name = GuardedLine(
        label="What is it called?",
        help_text="If left empty, after its kind and when it begins.",
        required=False,
        max_length=120,
        error_messages={"max_length": "Shorten the name to 120 characters"},
    )
    source = GuardedText(
        label="Where was it agreed?",
        help_text="The meeting, letter or contract, with its date.",
        rows=2,
        max_length=500,
        error_messages={
            "required": "Say where it was agreed",
            "max_length": "Shorten it to 500 characters",
        },
    )
    note = GuardedText(label="Note", required=False, rows=2, max_length=2000)

    def __init__(
        self,
        *args: Any,
        definition: Definition,
        today: dt.date,
        year: dt.date,
        known: dt.date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.months = MONTHS[definition.frequency]
        self.year = year
        about = years_about(today)
        self.known = known
        self.days = periods(about[0], end_of(about[-1], 12), self.months, known)
        if self.initial.get("begins") == year.isoformat():
            self.initial["begins"] = next(day for day in self.days if day >= year).isoformat()
        for name, field in self.fields.items():
            if isinstance(field, PeriodField):
                field.offer(self.days, "Choose a period" if field.required else self.nothing_in(name))
        own = [name for name in self.fields if name not in ("name", "source", "note")]
        self.order_fields([*own, "name", "source", "note"])

    def nothing_in(self, name: str) -> str:
        """What an empty choice of a period stands for."""
        return "Until another takes its place"

    def terms(self) -> dict[str, Any]:
        """What the kind adds to a target."""
        raise NotImplementedError  # each kind of target has terms of its own

    def target(self) -> Target:
        """What was agreed; of a valid form."""
        said = self.cleaned_data
        terms = self.terms()
        name = said["name"].strip() or _usual_name(self.kind, terms["from_on"])
        return Target(name=name, status="agreed", source=said["source"], kind=self.kind, **terms)

    def last_day(self, start: dt.date | None) -> dt.date | None:
        """The last day of the period that begins on a day."""
        return end_of(start, self.months) if start else None


def _usual_name(kind: str, begins: dt.date) -> str:
    word = AgreedTarget.Kind(kind).label.split()[0]
    if kind in ("ceiling", "trajectory"):
        return f"{word} for {year_words(financial_year(begins))}"
    return f"{word} from {begins:%b %Y}"


class StandardForm(TermsForm):
    """One value from a period on."""

    kind = "standard"
    value = forms.FloatField(
        label="What is wanted of each figure?",
        max_value=MOST,
        error_messages={"required": "Give the value", **NUMBER},
    )
    begins = PeriodField(label="From which period?", error_messages={"required": "Choose the first period"})
    ends = PeriodField(label="To which period?", required=False)

    def terms(self) -> dict[str, Any]:
        """The value and its days."""
        said = self.cleaned_data
        return {"value": said["value"], "from_on": said["begins"], "to_on": self.last_day(said["ends"])}


class CeilingForm(TermsForm):
    """The most that may be counted in a financial year."""

    kind = "ceiling"
    year_of = forms.TypedChoiceField(
        label="In which financial year?",
        coerce=dt.date.fromisoformat,
        error_messages={"required": "Choose the year", "invalid_choice": "Choose a year from the list"},
    )
    value = forms.IntegerField(
        label="How many at most?",
        help_text="Counted from April to March; the same share is allowed for each month.",
        max_value=MOST,
        error_messages={
            "max_value": TOO_LARGE,
            "required": "Give the most that may be counted",
            "invalid": "Write a whole number",
        },
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        years = [(day.isoformat(), year_words(day)) for day in years_about(today)]
        self.fields["year_of"].choices = years
        self.initial.setdefault("year_of", self.year.isoformat())

    def terms(self) -> dict[str, Any]:
        """The most, and the year."""
        begins = self.cleaned_data["year_of"]
        return {
            "value": float(self.cleaned_data["value"]),
            "from_on": begins,
            "to_on": end_of(begins, 12),
        }


class ReductionForm(TermsForm):
    """So many per cent less than a baseline, by a period; or more, where more is better."""

    kind = "reduction"
    percent = forms.FloatField(
        label="How many per cent less?",
        min_value=LEAST_PERCENT,
        max_value=MOST_MORE,
        error_messages={
            **NUMBER,
            "required": "Give the per cent",
            "min_value": "Give more than 0 per cent",
            "max_value": f"Give at most {MOST_MORE:.0f} per cent",
        },
    )
    baseline_from = PeriodField(
        label="Less than in the time from", error_messages={"required": "Choose where the baseline begins"}
    )
    baseline_to = PeriodField(label="to", error_messages={"required": "Choose where the baseline ends"})
    baseline = forms.FloatField(
        label="The figure of that time, for one period",
        help_text="If left empty it is worked out from the figures held, as they are today.",
        required=False,
        max_value=MOST,
        error_messages=NUMBER,
    )
    begins = PeriodField(
        label="From which period does it count?",
        help_text="A straight line is wanted from there to the end.",
        error_messages={"required": "Choose the first period"},
    )
    by_period = PeriodField(label="By which period?", error_messages={"required": "Choose the period"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way = 1 if self.definition.improvement == "down" else -1
        if self.way < 0:
            self.fields["percent"].label = "How many per cent more?"
            self.fields["baseline_from"].label = "More than in the time from"

    def terms(self) -> dict[str, Any]:
        """Per cent, baseline and days."""
        said = self.cleaned_data
        return {
            "percent": self.way * said["percent"],
            "baseline": said["baseline"],
            "baseline_from": said["baseline_from"],
            "baseline_to": self.last_day(said["baseline_to"]),
            "from_on": said["begins"],
            "to_on": None,
            "by_on": self.last_day(said["by_period"]),
        }


class TrajectoryForm(TermsForm):
    """Values that are wanted one after the other: typed for the periods of a year, or pasted."""

    kind = "trajectory"
    mark_optional = False  # twelve boxes that say so would be hard to read
    pasted = forms.CharField(
        label="Or paste two columns from a spreadsheet",
        help_text="Period and value, a line each, such as Apr 2026 and 76.5.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_year = periods(self.year, end_of(self.year, 12), self.months, self.known)
        said = self.data if self.is_bound else self.initial
        # What was typed for another year stays in sight, and is written down with the rest.
        days = [day for day in self.days if day in of_year or said.get(f"{STEP}{day.isoformat()}")]
        self.boxes = {f"{STEP}{day.isoformat()}": day for day in days}
        for name, day in self.boxes.items():
            self.fields[name] = forms.FloatField(
                label=f"{day:%b %Y}",
                required=False,
                max_value=MOST,
                error_messages={
                    "max_value": TOO_LARGE,
                    "invalid": f"Write a number for {day:%b %Y}, such as 76.5",
                },
            )
            self.fields[name].widget = forms.TextInput(
                attrs={"inputmode": "decimal", "class": "nhsuk-input--width-5"}
            )
        self.fields["note"].label = "Note (optional)"
        self.order_fields([*self.boxes, "pasted", "name", "source", "note"])

    def clean(self) -> dict[str, Any]:
        """The values, from the boxes or from what was pasted, but not from both."""
        said = super().clean() or {}
        typed = [(day, said[name]) for name, day in self.boxes.items() if said.get(name) is not None]
        text = said.get("pasted", "").strip()
        told = read(text, self.months, self.known.month if self.known else 1)
        for fault in told.faults:
            self.add_error("pasted", fault)
        if typed and text:
            self.add_error("pasted", "Fill in the boxes or paste, but not both")
        elif not typed and not text:
            self.add_error("pasted", "Give what is wanted of at least one period")
        said["values"] = told.values or tuple(typed)
        return said

    def terms(self) -> dict[str, Any]:
        """The values; it begins with the first period and ends with the last."""
        values = self.cleaned_data["values"]
        return {"values": values, "from_on": values[0][0], "to_on": self.last_day(values[-1][0])}


FORMS: dict[str, type[TermsForm]] = {
    form.kind: form for form in (StandardForm, TrajectoryForm, CeilingForm, ReductionForm)
}


def typed_in(data: Mapping[str, str]) -> dict[str, str]:
    """What was typed into a form of any kind, empty boxes left out."""
    names = {name for form in FORMS.values() for name in form.base_fields}
    return {name: data[name] for name in data if (name in names or name.startswith(STEP)) and data[name]}


class WithdrawTargetForm(forms.Form):
    """Withdraw what was agreed."""

    reason = GuardedLine(label="Why is it withdrawn?", error_messages={"required": "Say why it is withdrawn"})


class TargetFilterForm(forms.Form):
    """Filters of the list of agreed targets; all of them live in the address."""

    mark_optional = False
    provider = forms.CharField(required=False, label="Provider, name or code", max_length=100)
    kind = forms.ChoiceField(required=False, label="Kind", choices=[("", "All"), *AgreedTarget.Kind.choices])
    landing = forms.ChoiceField(
        required=False, label="Where it lands", choices=[("", "All"), *LANDINGS.items()]
    )
    state = forms.ChoiceField(
        required=False, label="State", choices=[("", "In force"), ("all", "All"), *list(STATES.items())[1:]]
    )
    sort = forms.ChoiceField(
        required=False,
        label="Order",
        choices=[("", "Worst landing first"), ("provider", "Provider"), ("due", "Due first")],
    )

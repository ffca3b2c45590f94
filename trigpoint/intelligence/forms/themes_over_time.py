"""What pages of themes are narrowed to. A value that is not on its list counts as none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from trigpoint.intelligence.queries.themes_over_time import Asked
from trigpoint.intelligence.rules.themes import category_of, titles
from trigpoint.intelligence.rules.themes_over_time import months_until

MONTHS = (3, 6, 12, 18, 24, 36)
USUAL = 12
Choices = Sequence[tuple[str, str]]


def theme_choices() -> list[tuple[str, str]]:
    """Every theme under its category."""
    return [(code, f"{category_of(code)}: {title}") for code, title in titles().items()]


class ThemesFilterForm(forms.Form):
    """Months, kind of source, service, theme. Fields without anything to choose are left out."""

    mark_optional = False
    months = forms.ChoiceField(
        label="Months", required=False, choices=[(str(each), f"The last {each} months") for each in MONTHS]
    )
    theme = forms.ChoiceField(label="Theme", required=False)
    category = forms.ChoiceField(label="Category of themes", required=False)
    source = forms.ChoiceField(label="Where it comes from", required=False)
    service = forms.ChoiceField(label="Service", required=False)

    def __init__(
        self, asked: Any, *, today: dt.date, without: Sequence[str] = (), **choices: Choices
    ) -> None:
        super().__init__(asked, initial={"months": str(USUAL)})
        self.today = today
        choices = {"theme": theme_choices(), "category": _categories(), **choices}
        for name in ("theme", "category", "source", "service"):
            if name in without or not choices.get(name):
                del self.fields[name]
            else:
                self.fields[name].choices = [("", "Any"), *choices[name]]
        self.is_valid()
        self.said = {name: value for name, value in self.cleaned_data.items() if value}
        if "months" not in self.said:
            self.data = {**self.data.dict(), "months": str(USUAL)}

    def asked(self) -> Asked:
        """So many whole months and the one in progress, source and service."""
        number = int(self.said.get("months", USUAL)) + 1
        return Asked(
            months=tuple(months_until(self.today, number)),
            source=self.said.get("source", ""),
            service=self.said.get("service", ""),
        )

    @property
    def chosen_theme(self) -> str:
        """Code of the theme asked for, or ""."""
        return self.said.get("theme", "")

    @property
    def chosen_category(self) -> str:
        """The category asked for, or ""."""
        return self.said.get("category", "")

    def chips(self) -> list[dict[str, str]]:
        """Filters in force, each of which can be taken away."""
        return [
            {
                "key": name,
                "value": value,
                "text": f"{self.fields[name].label}: {dict(self.fields[name].choices)[value]}",
            }
            for name, value in self.said.items()
            if name in self.data and not (name == "months" and value == str(USUAL))
        ]


def _categories() -> list[tuple[str, str]]:
    return [(each, each) for each in dict.fromkeys(category_of(code) for code in titles())]


class SilenceFilterForm(forms.Form):
    """Which place, and how many months of silence count."""

    mark_optional = False
    place = forms.ChoiceField(label="Place", required=False)
    months = forms.ChoiceField(
        label="Nothing told for at least",
        required=False,
        choices=[(str(each), f"{each} months") for each in (1, 2, 3, 6, 12)],
    )

    def __init__(self, asked: Any, *, places: Choices, **kwargs: Any) -> None:
        super().__init__(asked, **kwargs)
        self.fields["place"].choices = [("", "All of our area"), *places]
        self.is_valid()
        if not self.cleaned_data.get("months"):
            self.data = {**self.data.dict(), "months": "3"}

    @property
    def chosen_place(self) -> str:
        """Code of the place, or ""."""
        return self.cleaned_data.get("place") or ""

    @property
    def chosen_months(self) -> int:
        """Months of silence that count."""
        return int(self.cleaned_data.get("months") or 3)

"""What the list of concerns can be narrowed to. Lives in the address."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.triangulation.queries.concerns import OPEN, SHOWS, SORTS, Chosen, levels_of, themes_of

ANY = [("", "Any")]


class ConcernFilterForm(forms.Form):
    """The filters. A value that is not on its list counts as none."""

    mark_optional = False
    words = forms.CharField(label="Words", required=False, max_length=100)
    level = forms.ChoiceField(label="Level", required=False)
    provider = forms.ChoiceField(label="Provider", required=False)
    theme = forms.ChoiceField(label="Theme", required=False)
    lead = forms.ChoiceField(label="Who leads it", required=False)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        pack = pack_on(today)
        for name in ("provider", "lead"):
            self.fields[name].choices = [*ANY, *choices[name]]
        self.fields["level"].choices = [*ANY, *levels_of(pack).items()]
        self.fields["theme"].choices = [*ANY, *themes_of(pack, today).items()]

    def chosen(self) -> Chosen:
        """What is asked for, faults left out."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        show, sort = self.data.get("show", OPEN), self.data.get("sort", "next")
        return Chosen(
            show=show if show in SHOWS else OPEN,
            sort=sort if sort.removeprefix("-") in SORTS else "next",
            **said,
        )

    def chips(self) -> list[dict[str, str]]:
        """What the list is narrowed to, in words."""
        return [
            {"key": name, "value": value, "text": f"{self.fields[name].label}: {self._words(name, value)}"}
            for name, value in self.cleaned_data.items()
            if value
        ]

    def _words(self, name: str, value: str) -> str:
        field = self.fields[name]
        return str(dict(field.choices)[value]) if isinstance(field, forms.ChoiceField) else value

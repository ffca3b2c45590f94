"""A file of comments: which one, and what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from trigpoint.common import clock
from trigpoint.intelligence.forms.organisation_field import OrganisationField
from trigpoint.intelligence.models import SheetMapping
from trigpoint.intelligence.rules.mapping import Columns, guess
from trigpoint.intelligence.services.importing import SUFFIXES
from trigpoint.ui.fields import DateField

MEBIBYTE = 1024 * 1024
MOST_WORDS = 6
LABELS = {
    "happened_on": ("Date", "When it happened or was written."),
    "provider": ("Provider", "An ODS code or the exact name of the directory."),
    "service": ("Service", ""),
    "place": ("Ward, site or team", ""),
    "question": ("Question", "What was asked, where a column says so."),
    "score": ("Score", "1 very good to 5 very poor, as in the Friends and Family Test, or the words."),
    "ref": ("Reference", "The number of the comment."),
    "sender": ("Respondent", "What tells people apart. Only a digest of it is kept."),
}


class SheetForm(forms.Form):
    """Step 1: where the comments come from, and the file or the pasted lines."""

    mark_optional = False

    source = forms.ChoiceField(
        label="What kind of comments are these?",
        error_messages={
            "required": "Choose what kind of comments these are",
            "invalid_choice": "Choose from the list",
        },
    )
    file = forms.FileField(
        label="The file",
        help_text="A spreadsheet (.csv, .xlsx or .ods) with one comment or one respondent a row, under one row of headings.",
        required=False,
        error_messages={"empty": "The file is empty. Save it again and choose it"},
    )
    pasted = forms.CharField(
        label="Or paste comments, one a line",
        required=False,
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "Paste fewer at once, or save them as a file"},
    )

    def __init__(self, *args: Any, sources: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "Choose"), *sources]

    def clean_file(self) -> Any:
        """The endings and the size that can be read."""
        file = self.cleaned_data["file"]
        if file and Path(file.name).suffix.lower() not in SUFFIXES:
            raise ValidationError("The file must end in .csv, .xlsx or .ods")
        if file and file.size > settings.UPLOAD_LIMIT:
            raise ValidationError(
                f"The file is larger than {settings.UPLOAD_LIMIT // MEBIBYTE} MB. Split it by month"
            )
        return file

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned = super().clean()
        if bool(cleaned.get("file")) == bool(cleaned.get("pasted", "").strip()) and not self.errors:
            raise ValidationError("Choose a file, or paste comments: one of the two")
        return cleaned


class ColumnsForm(forms.Form):
    """Step 2: what the columns of a file mean. The headings of the file are the choices."""

    mark_optional = False

    words = forms.MultipleChoiceField(
        label="Which columns hold the comments?",
        help_text="Each column makes comments of its own, asked by its heading.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose the column with the comments",
            "invalid_choice": "Choose from the list",
        },
    )
    one_provider = OrganisationField(
        label="One provider for rows that name none",
        help_text="Its name or its code. Needed where no column says whom it is about.",
        required=False,
    )
    one_day = DateField(
        label="One date for rows that have none",
        help_text="Needed where no column has the date. Comments count in the month of their date.",
        required=False,
    )
    name = forms.CharField(
        label="Name for these columns",
        help_text="The next file with the same headings is then understood by itself. For example: Bolton maternity survey.",
        max_length=80,
        error_messages={
            "required": "Give these columns a name",
            "max_length": "Shorten the name to 80 characters",
        },
    )

    def __init__(self, *args: Any, headings: Sequence[str], user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(heading, heading) for heading in headings]
        self.fields["words"].choices = choices
        self.fields["one_provider"].user = user
        for name, (label, hint) in LABELS.items():
            self.fields[f"in_{name}"] = forms.ChoiceField(
                label=label,
                help_text=hint,
                required=False,
                choices=[("", "No column says so"), *choices],
                error_messages={"invalid_choice": "Choose a column of the file"},
            )
        order = ["words", "in_provider", "one_provider", "in_happened_on", "one_day"]
        self.order_fields([*order, *(f"in_{name}" for name in LABELS), "name"])

    def clean_words(self) -> list[str]:
        """Not every column."""
        words = self.cleaned_data["words"]
        if len(words) > MOST_WORDS:
            raise ValidationError(f"Choose at most {MOST_WORDS} columns of comments")
        return words

    def clean_one_day(self) -> Any:
        """Nothing is told tomorrow."""
        day = self.cleaned_data["one_day"]
        if day and day > clock.today():
            raise ValidationError("The date must not be in the future")
        return day

    def clean(self) -> dict[str, Any]:
        """Whom it is about and when must come from somewhere, and a column means one thing."""
        cleaned = super().clean()
        if (
            not cleaned.get("in_provider")
            and not cleaned.get("one_provider")
            and "one_provider" not in self.errors
        ):
            self.add_error("one_provider", "Enter one provider, or choose the column that names it")
        if not cleaned.get("in_happened_on") and not cleaned.get("one_day") and "one_day" not in self.errors:
            self.add_error("one_day", "Enter one date, or choose the column that has it")
        taken = [*cleaned.get("words", []), *(cleaned.get(f"in_{name}") for name in LABELS)]
        named = [heading for heading in taken if heading]
        twice = next((heading for heading in named if named.count(heading) > 1), "")
        if twice:
            self.add_error(None, f"The column “{twice}” is chosen for two things. Choose one")
        return cleaned

    def columns(self) -> Columns:
        """What was chosen."""
        others = {name: self.cleaned_data[f"in_{name}"] for name in LABELS if self.cleaned_data[f"in_{name}"]}
        return Columns(words=tuple(self.cleaned_data["words"]), others=others)


def initial(
    headings: Sequence[str], mapping: SheetMapping | None, *, is_own: bool = False
) -> Mapping[str, Any]:
    """What the columns meant the last time, else what they most likely are. is_own: it was said of this very file.

    One date for the whole file holds of that file alone: the next one is of another month.
    """
    if mapping is None:
        guessed = guess(headings)
        return {
            "words": list(guessed.words),
            **{f"in_{name}": value for name, value in guessed.others.items()},
        }
    known = {f"in_{name}": heading for name, heading in mapping.columns.items() if name != "words"}
    return {
        "words": mapping.columns["words"],
        **known,
        "one_provider": mapping.provider.code if mapping.provider else "",
        "one_day": mapping.happened_on if is_own else None,
        "name": mapping.name,
    }

"""What people say when they add a file, bring a newer one, or take one back."""

from __future__ import annotations

from typing import Any

from django import forms

from trigpoint.files import kinds
from trigpoint.files.keeping import MEGABYTE, too_large
from trigpoint.files.rules import most_bytes
from trigpoint.ui.guarding import GuardedLine

LONG = 500
AGAIN = "Choose the file again: browsers do not keep it when a form comes back"


class UploadForm(forms.Form):
    """A form with one file."""

    asks_for = "File"
    upload = forms.FileField(
        max_length=255,
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty. Check it, and choose it again",
            "invalid": "Choose a file",
            "max_length": "Shorten the name of the file, and choose it again",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, most = self.fields["upload"], most_bytes() // MEGABYTE
        field.label = self.asks_for
        field.widget.attrs["accept"] = ",".join(f".{ending}" for ending in kinds.allowed().by_ending)
        field.help_text = (
            f"{kinds.endings_in_words()}, at most {most} MB. Do not name patients in the file or in its name."
        )

    def add_error(self, field: str | None, error: Any) -> None:
        """What is refused without naming a field is about the file: it is told beside it."""
        super().add_error(field or "upload", error)

    def clean_upload(self) -> Any:
        """Size, before anything is read."""
        upload = self.cleaned_data["upload"]
        if upload.size > most_bytes():
            raise forms.ValidationError(too_large(most_bytes()))
        return upload

    def clean(self) -> dict[str, Any]:
        """A file that was chosen is not kept by the browser when another field is wrong."""
        cleaned = super().clean()
        if self.errors and "upload" not in self.errors:
            self.add_error("upload", AGAIN)
        return cleaned


class AddForm(UploadForm):
    """A file, and what it shows."""

    prefix = "file"
    field_order = ["upload", "description"]
    description = GuardedLine(
        label="What does the file show?",
        help_text="One sentence, such as: Minutes of the May meeting, where the new rota was agreed.",
        max_length=LONG,
        error_messages={
            "required": "Say in one sentence what the file shows",
            "max_length": f"Say it in {LONG} characters or fewer",
        },
    )


class VersionForm(UploadForm):
    """A newer content of a file."""

    prefix = "version"
    asks_for = "The newer file"


class WithdrawForm(forms.Form):
    """Why a file is taken back."""

    why = GuardedLine(
        label="Why is it taken back?",
        help_text="For example: it was added to the wrong action.",
        max_length=LONG,
        error_messages={
            "required": "Say why the file is taken back",
            "max_length": f"Say it in {LONG} characters or fewer",
        },
    )

"""What people say when they look for loads or bring a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from trigpoint.common import clock
from trigpoint.loads import registry
from trigpoint.ui.fields import DateField

MEBIBYTE = 1024 * 1024


class FilesInput(forms.FileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files. Gives a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in given or [None]]


class AddForm(forms.Form):
    """Step 1: which publication, which files, when published."""

    connector = forms.ChoiceField(
        label="Publication",
        widget=forms.Select,
        error_messages={
            "required": "Choose the publication",
            "invalid_choice": "Choose a publication from the list",
        },
    )
    files = FilesField(
        label="Files",
        help_text="As published, unchanged. You may choose several files of the same publication.",
        error_messages={
            "required": "Choose the file to load",
            "empty": "The file is empty. Download it again from the publication page.",
        },
    )
    published_on = DateField(
        label="When was it published?",
        help_text="As the publication page says, for example 12 3 2026. Leave empty if you do not know.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = registry.all_connectors().values()
        self.fields["connector"].choices = [("", "Choose a publication")] + [
            (connector.name, f"{connector.title} ({connector.publisher})") for connector in known
        ]

    def clean_published_on(self) -> Any:
        """Nothing is published tomorrow."""
        day = self.cleaned_data["published_on"]
        if day and day > clock.today():
            raise ValidationError("The date of publication must not be in the future")
        return day

    def clean(self) -> dict[str, Any]:
        """Size, and the ending that the publication's files have."""
        cleaned = super().clean()
        connector = registry.all_connectors().get(cleaned.get("connector", ""))
        for file in cleaned.get("files", []):
            if file.size > settings.UPLOAD_LIMIT:
                limit = settings.UPLOAD_LIMIT // MEBIBYTE
                self.add_error(
                    "files", f"{file.name} is larger than {limit} MB. Ask for it to be loaded by command."
                )
            elif connector and Path(file.name).suffix.lower() not in connector.suffixes:
                endings = " or ".join(connector.suffixes)
                self.add_error("files", f"{file.name} must end in {endings}, as this publication's files do.")
        return cleaned


class FilterForm(forms.Form):
    """Which loads to show. Lives in the address."""

    connector = forms.ChoiceField(label="Publication", required=False)
    publisher = forms.ChoiceField(label="Publisher", required=False)
    rejected = forms.BooleanField(label="Only with rejected rows", required=False)
    mark_optional = False

    def __init__(self, *args: Any, publishers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = registry.all_connectors().values()
        self.fields["connector"].choices = [("", "All publications"), *((c.name, c.title) for c in known)]
        self.fields["publisher"].choices = [("", "All publishers"), *((name, name) for name in publishers)]

    def chosen(self) -> dict[str, Any]:
        """What was asked for; what makes no sense is left aside."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}

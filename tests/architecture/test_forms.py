"""Every required field says in its own words what is missing, and every long free text is guarded."""

import importlib

from django import forms

from tests.architecture.source import modules
from trigpoint.ui.guarding import GuardedText

DJANGO_SAYS = forms.Field.default_error_messages["required"]


def forms_below(base=forms.BaseForm):
    """Every form class of ours that was imported."""
    for made in base.__subclasses__():
        if made.__module__.startswith("trigpoint."):
            yield made
        yield from forms_below(made)


def fields_without_words(made):
    """Required fields that would say "This field is required."."""
    return [
        f"{made.__name__}.{name}"
        for name, field in made.base_fields.items()
        if field.required and field.error_messages.get("required") == DJANGO_SAYS
    ]


def every_form():
    """The forms of all areas."""
    for module in modules():
        if module.place == "forms":
            importlib.import_module(".".join(("trigpoint", *module.parts)))
    return list(forms_below())


def test_every_required_field_has_its_own_words():
    found = every_form()

    assert len(found) > 3
    assert [field for made in found for field in fields_without_words(made)] == []


def test_a_field_without_words_is_noticed():
    class Planted(forms.Form):
        said = forms.CharField(error_messages={"required": "Enter a word"})
        unsaid = forms.CharField()
        optional = forms.CharField(required=False)

    assert fields_without_words(Planted) == ["Planted.unsaid"]


# Long text that may go unguarded, each with its reason: "Form.field": "reason".
UNGUARDED: dict[str, str] = {
    "ChangeForm.answered": "only addresses of records are read from it; nothing of the text is kept",
    "EngagementForm.providers": "only codes and names of organisations are read from it; nothing of the text is kept",
    "CorrectionForm.providers": "only codes and names of organisations are read from it; nothing of the text is kept",
    "SourcesForm.answered": "only addresses of records are read from it; nothing of the text is kept",
    "GroupForm.members": "only codes of organisations are read from it; nothing of the text is kept",
    "SheetForm.pasted": "masked as the file that it stands for, before anything is stored",
    "TrajectoryForm.pasted": "only periods and numbers are read from it; nothing of the text is kept",
}


def unguarded_texts(made):
    """Long free text that is not looked through for personal data."""
    return [
        f"{made.__name__}.{name}"
        for name, field in made.base_fields.items()
        if isinstance(field.widget, forms.Textarea)
        and not isinstance(field, GuardedText)
        and f"{made.__name__}.{name}" not in UNGUARDED
    ]


def test_long_free_text_is_guarded():
    found = every_form()

    assert [field for made in found for field in unguarded_texts(made)] == []
    assert UNGUARDED.keys() <= {f"{made.__name__}.{name}" for made in found for name in made.base_fields}


def test_unguarded_text_is_noticed():
    class Planted(forms.Form):
        guarded = GuardedText()
        naked = forms.CharField(widget=forms.Textarea)
        line = forms.CharField()

    assert unguarded_texts(Planted) == ["Planted.naked"]

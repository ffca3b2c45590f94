"""Every required field says in its own words what is missing."""

import importlib

from django import forms

from tests.architecture.source import modules

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


def test_every_required_field_has_its_own_words():
    for module in modules():
        if module.place == "forms":
            importlib.import_module(".".join(("trigpoint", *module.parts)))
    found = list(forms_below())

    assert len(found) > 3
    assert [field for made in found for field in fields_without_words(made)] == []


def test_a_field_without_words_is_noticed():
    class Planted(forms.Form):
        said = forms.CharField(error_messages={"required": "Enter a word"})
        unsaid = forms.CharField()
        optional = forms.CharField(required=False)

    assert fields_without_words(Planted) == ["Planted.unsaid"]

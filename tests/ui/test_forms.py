"""Forms drawn with the NHS macros; the date in three boxes."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django import forms

from tests.ui.gallery import EveryKind
from trigpoint.ui.fields import DateField


class MeetingForm(forms.Form):
    on = DateField(required=False)


def drawn(form: forms.Form) -> BeautifulSoup:
    return BeautifulSoup(str(form), "html5lib").body


def test_every_kind_of_field_has_its_nhs_look():
    page = drawn(EveryKind())

    for name, css in {
        "name": "input.nhsuk-input", "number": "input.nhsuk-input", "why": "textarea.nhsuk-textarea",
        "kind": "select.nhsuk-select", "level": "input.nhsuk-radios__input",
        "parts": "input.nhsuk-checkboxes__input", "sure": "input.nhsuk-checkboxes__input",
        "file": "input.nhsuk-file-upload__input", "on_day": "input.nhsuk-date-input__input",
        "password": "input.nhsuk-password-input__input",
    }.items():  # fmt: skip
        assert page.select(f"{css}[name={name}]"), name
    assert page.find("input", {"name": "secret"})["type"] == "hidden"


def test_every_box_has_a_label():
    page = drawn(EveryKind())

    for box in page.find_all(["input", "select", "textarea"]):
        if box.get("type") != "hidden":
            assert page.find("label", attrs={"for": box["id"]}), box


def test_optional_fields_say_so_unless_the_form_says_not():
    class Quiet(EveryKind):
        mark_optional = False

    assert "File (optional)" in drawn(EveryKind()).get_text()
    assert "(optional)" not in drawn(Quiet()).get_text()


def test_wrong_form_names_each_fault_above_and_beside_the_field():
    page = drawn(EveryKind({"on_day": "3"}))

    links = page.select(".nhsuk-error-summary a")
    assert [(a.get_text(strip=True), a["href"]) for a in links][:2] == [
        ("Enter the name", "#id_name"),
        ("Enter the number", "#id_number"),
    ]
    assert ("The date must include a day, a month and a year", "#id_on_day") in [
        (a.get_text(strip=True), a["href"]) for a in links
    ]
    for link in links:
        assert page.find(id=link["href"][1:]), link
    assert "id_name-error" in page.find(id="id_name")["aria-describedby"]


def test_error_summary_is_drawn_once():
    form = EveryKind({})

    first, second = drawn(form), drawn(form)

    assert first.select(".nhsuk-error-summary")
    assert not second.select(".nhsuk-error-summary")


def test_what_was_typed_stays():
    page = drawn(
        EveryKind({"name": "<Bolton>", "level": "2", "parts": ["y"], "on_month": "Nov", "password": "x"})
    )

    assert page.find(id="id_name")["value"] == "<Bolton>"
    assert [box["value"] for box in page.select("input[checked]")] == ["2", "y"]
    assert page.find(id="id_on_month")["value"] == "Nov"
    assert page.find(id="id_password")["value"] == ""


@pytest.mark.parametrize("month", ["11", "Nov", "november"])
def test_date_is_read_from_three_boxes(month):
    form = MeetingForm({"on_day": "24", "on_month": month, "on_year": "2026"})

    assert form.is_valid()
    assert form.cleaned_data["on"] == dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("day", "month", "year", "said"),
    [
        ("31", "2", "2026", "The date must be a real date, such as 24 11 2026"),
        ("24", "", "2026", "The date must include a day, a month and a year"),
        ("24", "11", "26000", "The date must be a real date, such as 24 11 2026"),
    ],
)
def test_date_says_how_it_is_wrong(day, month, year, said):
    form = MeetingForm({"on_day": day, "on_month": month, "on_year": year})

    assert form.errors["on"] == [said]


def test_optional_date_may_be_left_empty():
    form = MeetingForm({"on_day": "", "on_month": " ", "on_year": ""})

    assert form.is_valid()
    assert form.cleaned_data["on"] is None


def test_known_date_fills_the_boxes():
    page = drawn(MeetingForm(initial={"on": dt.date(2026, 11, 24)}))

    assert [box["value"] for box in page.find_all("input")] == ["24", "11", "2026"]

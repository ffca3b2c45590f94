"""Reading action plans from spreadsheets: dates as people write them, and the plan of February 2014 as published."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from tests.assertions import page_of, words
from trigpoint.actions import queries, services, sheets
from trigpoint.actions.models import Action
from trigpoint.actions.rules.days import MONTH, RoughDay
from trigpoint.actions.rules.sheets import days_in, read_row
from trigpoint.common.errors import InputRefused

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "wigan-action-plan-2014-02.csv"
PAPER = dt.date(2014, 2, 25)


def day(*parts):
    return RoughDay(dt.date(*parts))


def month(year, number):
    return RoughDay(dt.date(year, number, 1), MONTH)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("26/03/13", [day(2013, 3, 26)]),
        ("31/12/13 28/02/2014", [day(2013, 12, 31), day(2014, 2, 28)]),
        ("2013-03-26 00:00:00", [day(2013, 3, 26)]),
        ("Aug 2013", [month(2013, 8)]),
        ("Sept 13", [month(2013, 9)]),
        ("Inaugural meeting 25 March 2014", [day(2014, 3, 25)]),
        ("1st June 2014", [day(2014, 6, 1)]),
        ("31/02/14", []),
        ("done", []),
        ("ward 12/13/99 and 45/10/2014", []),
        ("Plan for 2013 - 2014", []),
    ],
)
def test_dates_are_read_as_people_write_them(text, expected):
    assert days_in(text) == expected


def take_in(path, by, plan="Francis"):
    return services.take_in_plan(rows=sheets.read_plan(path), plan=plan, as_it_stood_on=PAPER, by=by)


def row(**cells):
    return read_row(2, {"ref": "1", "action": "Do it", "leads": "LM", **cells}, file="plan.csv")


def test_leads_are_initials_names_and_groups():
    assert row(leads="TA MT JS").leads == ("TA", "MT", "JS")
    assert row(leads="JS All ADs").leads == ("JS", "All ADs")
    assert row(leads="Director of Nursing").leads == ("Director of Nursing",)
    assert row(leads="Amina Hussain; LM").leads == ("Amina Hussain", "LM")


@pytest.mark.parametrize(
    ("cells", "column"),
    [({"due": "soon"}, "due"), ({"completed": "yes"}, "completed"), ({"rag": "X"}, "rag")],
)
def test_what_cannot_be_read_is_told_with_its_place(cells, column):
    problem = row(**cells).problems[0]

    assert (problem.row, problem.column, problem.file) == (2, column, "plan.csv")


def test_a_row_without_number_or_text_is_no_action():
    assert read_row(9, {"ref": "KEY:", "action": None}, file="x") is None


@pytest.mark.django_db
def test_the_plan_of_february_2014_comes_in_and_computes_as_the_rule_says(quality_lead):
    made = take_in(SAMPLE, quality_lead)

    assert len(made) == 17
    found = queries.known_among(Action.visible_to(quality_lead), day=PAPER, user=quality_lead)
    stood = {each.action.ref: (each.rag.letter, [one.code for one in each.contradictions]) for each in found}
    assert stood == {
        **dict.fromkeys(["1", "2", "3", "4", "5", "8.1", "8.2", "8.3", "9"], ("G", [])),
        "6": ("A", []),
        "7": ("A", ["ACT-002", "ACT-003"]),
        "8": ("", []),
        "10": ("", ["ACT-003"]),
        "11": ("G", ["ACT-007"]),
        "12": ("A", []),
        "13": ("G", ["ACT-007"]),
        "14": ("A", []),
    }


@pytest.mark.django_db
def test_nothing_is_stored_of_a_file_with_a_fault(quality_lead, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text(
        "Ref No,Action,Lead(s),Deadline,RAG\n1,Do it,LM,31/03/14,A\n1,Again,LM,soon,A\n", encoding="utf-8"
    )

    with pytest.raises(InputRefused) as refused:
        take_in(path, quality_lead)

    assert [problem.column for problem in refused.value.problems] == ["Deadline", "Ref No"]
    assert not Action.objects.exists()


@pytest.mark.django_db
def test_the_page_shows_what_would_be_added_before_it_adds(quality_lead, client_of):
    client = client_of(quality_lead)
    date = {"as_it_stood_on_day": 25, "as_it_stood_on_month": 2, "as_it_stood_on_year": 2014}

    with SAMPLE.open("rb") as file:
        shown = client.post("/actions/import", {"plan": "Francis", **date, "file": file, "deed": "check"})
    told = words(page_of(shown))
    assert "17 actions would be added" in told
    assert not Action.objects.exists()

    with SAMPLE.open("rb") as file:
        done = client.post(
            "/actions/import", {"plan": "Francis", **date, "file": file, "deed": "add"}, follow=True
        )
    assert "17 actions of the plan Francis are in the register." in words(page_of(done))
    assert Action.objects.count() == 17


@pytest.mark.django_db
def test_the_page_tells_every_fault_with_its_row(quality_lead, client_of, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("Ref No,Action,Lead(s),Deadline\n1,Do it,LM,soon\n", encoding="utf-8")
    date = {"as_it_stood_on_day": 25, "as_it_stood_on_month": 2, "as_it_stood_on_year": 2014}

    with path.open("rb") as file:
        refused = client_of(quality_lead).post(
            "/actions/import", {"plan": "P", **date, "file": file, "deed": "add"}
        )

    assert "Row 2: 'soon' is no date." in words(page_of(refused, status=422))


@pytest.mark.django_db
def test_the_list_goes_out_as_a_workbook_with_dates_and_no_formula(quality_lead, client_of, tmp_path):
    take_in(SAMPLE, quality_lead, "=Francis")

    taken = client_of(quality_lead).get("/actions/actions.xlsx?show=all")

    path = tmp_path / "actions.xlsx"
    path.write_bytes(taken.content)
    sheet = openpyxl.load_workbook(path).active
    assert sheet.max_row == 18
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


@pytest.mark.django_db
def test_personal_data_in_a_plan_is_masked_and_counted(quality_lead, client_of, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text(
        "Ref No,Action,Lead(s),Deadline,Position\n1,Call on 0161 496 0000,LM,31/03/14,NHS number 943 476 5919 checked\n",
        encoding="utf-8",
    )
    date = {"as_it_stood_on_day": 25, "as_it_stood_on_month": 2, "as_it_stood_on_year": 2014}
    client = client_of(quality_lead)

    with path.open("rb") as file:
        shown = words(
            page_of(client.post("/actions/import", {"plan": "P", **date, "file": file, "deed": "check"}))
        )
    with path.open("rb") as file:
        client.post("/actions/import", {"plan": "P", **date, "file": file, "deed": "add"})

    assert "1 × phone would be masked" in shown
    made = Action.objects.get()
    assert "0161" not in made.text
    assert "943 476 5919" not in made.positions.get().text

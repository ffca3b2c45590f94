"""Connectors that make items: each row accounted for, nothing personal stored, the file not kept."""

from __future__ import annotations

import pytest

from tests.factories import intelligence as make
from tests.factories.organisations import OrganisationFactory
from trigpoint.config.connectors import connectors
from trigpoint.intelligence.models import Item
from trigpoint.loads.models import LeftOutRow
from trigpoint.loads.services import load_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(settings, tmp_path, quality_lead):
    settings.DATA_DIR = tmp_path / "data"
    make.bolton()

    def make_load(name, content):
        path = tmp_path / f"{name}.csv"
        path.write_text(content, encoding="utf-8")
        return load_file(connector=connectors()[name], path=path, by=quality_lead)

    return make_load


FFT = "comment_id,trust,respondent,date,service,subservice,fft,question,text\n"


def test_fft_by_code_and_by_the_short_names_of_those_who_published(load):
    OrganisationFactory(code="RX6", name="North East Ambulance Service NHS Foundation Trust")

    report = load(
        "comments-fft",
        f"{FFT}1,NEAS,N|1,2021-09-30,111,,1,FFT Why?,Kind\n2,rmc,B|1,2021-09-30,,,6,FFT Why?,Mrs Okafor was kind\n",
    )

    assert report.new == 2
    assert list(
        Item.objects.order_by("row").values_list("provider__code", "score", "words", "service", "question")
    ) == [
        ("RX6", 1, "Kind", "111", "FFT Why?"),
        ("RMC", None, "[name] was kind", "", "FFT Why?"),
    ]
    assert not report.load.is_open
    assert not report.load.is_file_kept


def test_survey_in_our_own_layout(load):
    report = load(
        "comments-survey",
        "date,provider code,comment,respondent\n04/05/2026,RMC,Kind,1\n04/05/2026,XXX,Kind,2\n",
    )

    assert (report.new, report.rejected) == (1, 1)
    assert Item.objects.get().source == "survey"


def test_left_out_rows_keep_nothing_of_what_stood_there(load):
    load(
        "comments-survey",
        "date,provider code,comment\n04/05/2026,RMC,Kind\nMrs Okafor,Mrs Okafor,Mrs Okafor rang\n",
    )

    [row] = LeftOutRow.objects.filter(is_rejected=True)
    assert (row.row, row.code, row.content) == (3, "day_unreadable", "")
    assert "Okafor" not in row.message + row.remedy + row.column


def test_same_file_again_changes_nothing(load):
    content = "date,provider code,comment\n04/05/2026,RMC,Kind\n"
    load("comments-survey", content)

    assert load("comments-survey", content).is_repeat
    assert Item.objects.count() == 1


def test_connectors_that_make_items_keep_no_file_and_are_nobody_elses():
    ours = [each for each in connectors().values() if each.makes == "items"]

    assert {each.name for each in ours} == {"comments-fft", "comments-survey"}
    assert not any(each.keeps_file or each.is_open for each in ours)

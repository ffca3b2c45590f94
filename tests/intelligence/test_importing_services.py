"""Taking a file of comments in, from the upload to taking it back; nothing personal remains anywhere."""

from __future__ import annotations

import datetime as dt
import logging

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models

from tests.factories import intelligence as make
from tests.factories.sheets import HEADINGS, ROWS, taken, upload
from trigpoint.audit.models import Event
from trigpoint.common.errors import DomainError, InputRefused, NotAllowed
from trigpoint.config.connectors import connectors
from trigpoint.intelligence.forms.importing import initial
from trigpoint.intelligence.models import Item, SheetMapping, ThemeMonth
from trigpoint.intelligence.queries.importing import fitting_mapping, samples
from trigpoint.intelligence.rules.mapping import guess
from trigpoint.intelligence.services import importing
from trigpoint.intelligence.services.coding import code_items
from trigpoint.intelligence.services.counting import count_again
from trigpoint.loads.services import load_file

pytestmark = pytest.mark.django_db

SEEDED = {
    "nhs": "943 476 5919",
    "nhs-in-one": "9434765919",
    "name": "Okafor",
    "full-name": "Priya Sharma",
    "phone": "0161 496 0000",
    "mobile": "07700 900123",
    "email": "a.khan@example.net",
    "postcode": "BL1 4QR",
    "street": "17 Acacia Avenue",
    "birth": "12/03/1948",
    "ward-doctor": "Kowalczyk",
    "respondent": "RESP-77-Okonkwo",
}
SEEDED_ROWS = (
    "Mrs Okafor of 17 Acacia Avenue BL1 4QR rang on 0161 496 0000,2026-05-04,RMC,RESP-77-Okonkwo,Dr Kowalczyk clinic",
    "My NHS number is 943 476 5919 and I was born on 12/03/1948,2026-05-05,RMC,9434765919,A1",
    "Priya Sharma from reception was lovely. a.khan@example.net,2026-05-05,RMC,,A1",
    "Call 07700 900123 about Mrs Okafor,not a date,RMC,,A1",
    "Priya Sharma did not ring back,2026-05-05,Mrs Okafor,,A1",
)


@pytest.fixture
def bolton(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return make.bolton()


def test_trial_counts_and_stores_nothing(quality_lead, bolton):
    sheet = importing.begin(file=upload(*ROWS), source="fft", by=quality_lead)
    columns = guess(list(samples(sheet)))
    importing.name_columns(
        sheet=sheet, name="S", columns=columns, provider=None, happened_on=None, by=quality_lead
    )

    tried = importing.try_out(sheet=sheet, by=quality_lead)

    assert tried.stage == "tried"
    assert (tried.result["read"], tried.result["accepted"], tried.result["new"]) == (4, 4, 4)
    assert not Item.objects.exists()


def test_file_is_taken_in_and_removed(quality_lead, bolton, settings):
    sheet = taken(quality_lead)

    assert sheet.stage == "taken"
    assert list(Item.objects.order_by("row").values_list("words", flat=True)) == [
        "The nurses were kind",
        "Waited five hours in pain",
        "Good",
        "Good",
    ]
    assert [path for path in settings.DATA_DIR.rglob("*") if path.is_file()] == []
    item = Item.objects.earliest("row")
    assert (item.provider, item.source, str(item.happened_on), str(item.month)) == (
        bolton,
        "fft",
        "2026-05-04",
        "2026-05-01",
    )
    assert (item.owner, item.by, item.is_one_by_one, item.restriction) == (
        quality_lead.commissioner,
        quality_lead,
        False,
        "",
    )
    assert item.sender_mark
    assert "r1" not in item.sender_mark


def test_what_came_before_is_unchanged_and_what_is_new_is_new(quality_lead, bolton):
    taken(quality_lead)

    again = taken(quality_lead, *ROWS, "Good,2026-05-05,RMC,", "Parking was full,2026-05-06,RMC,r9")

    assert (again.result["new"], again.result["unchanged"]) == (2, 4)
    assert Item.objects.filter(words="Good").count() == 3


def test_a_respondent_says_each_thing_once(quality_lead, bolton):
    sheet = taken(quality_lead, "Kind,2026-05-05,RMC,r1", "Kind,2026-05-05,RMC,r1", "Kind,2026-05-05,RMC,r2")

    assert (sheet.result["new"], sheet.result["unchanged"]) == (2, 1)
    assert taken(quality_lead, "Kind,2026-05-05,RMC,r2", name="Other").result["new"] == 0


def test_same_file_under_other_columns_is_read_again(quality_lead, bolton):
    taken(quality_lead)

    other = taken(quality_lead, name="Named anew")

    assert (other.result["is_repeat"], other.result["new"], other.result["unchanged"]) == (False, 0, 4)


def test_columns_are_known_again_and_a_change_is_a_new_version(quality_lead, bolton):
    sheet = taken(quality_lead)
    headings = HEADINGS.split(",")

    assert fitting_mapping(quality_lead, headings=headings, source="fft") == sheet.mapping
    assert fitting_mapping(quality_lead, headings=headings, source="survey") is None
    assert taken(quality_lead, "Kind,2026-05-05,RMC,r8").mapping == sheet.mapping
    third = importing.begin(file=upload(*ROWS), source="fft", by=quality_lead)
    columns = guess(["Comment", "Date", "Trust"])
    newer = importing.name_columns(
        sheet=third, name="Bolton survey", columns=columns, provider=None, happened_on=None, by=quality_lead
    )
    assert (newer.version, SheetMapping.objects.count()) == (2, 2)


def test_file_without_a_row_that_can_be_used_is_refused_and_says_why(quality_lead, bolton):
    sheet = importing.begin(file=upload("Kind,tomorrow,RMC,"), source="fft", by=quality_lead)
    columns = guess(list(samples(sheet)))
    importing.name_columns(
        sheet=sheet, name="S", columns=columns, provider=None, happened_on=None, by=quality_lead
    )

    refused = importing.try_out(sheet=sheet, by=quality_lead)

    assert refused.stage == "refused"
    assert [each["code"] for each in refused.result["refused"]] == ["no_row_accepted", "day_unreadable"]


def test_pasted_lines_are_comments(quality_lead, bolton):
    sheet = importing.begin_pasted(text="Kind staff\n\n  Long wait ", source="social_post", by=quality_lead)
    importing.name_columns(
        sheet=sheet,
        name="Pasted",
        columns=guess(["Comment"]),
        provider=bolton,
        happened_on=sheet.at.date(),
        by=quality_lead,
    )
    importing.try_out(sheet=sheet, by=quality_lead)
    importing.begin_taking(sheet=sheet, by=quality_lead)
    importing.take_in(sheet=sheet, by=quality_lead)

    assert sorted(Item.objects.values_list("words", flat=True)) == ["Kind staff", "Long wait"]


@pytest.mark.parametrize("source", ["staff_concern", "no_such_source"])
def test_what_is_told_in_confidence_never_comes_by_file(quality_lead, bolton, source):
    with pytest.raises(DomainError):
        importing.begin(file=upload(*ROWS), source=source, by=quality_lead)


@pytest.mark.parametrize(
    "first", ["Mrs Priya Sharma 9434765919 was left alone,2026-05-04", "Comment,Mrs Okafor"]
)
def test_a_first_row_that_tells_who_somebody_is_is_no_heading(quality_lead, bolton, settings, first):
    with pytest.raises(InputRefused) as refused:
        importing.begin(file=upload("Good,2026-05-05", headings=first), source="fft", by=quality_lead)

    (problem,) = refused.value.problems
    assert "The first row must hold headings" in problem.message
    assert "Okafor" not in f"{problem}"
    assert "Sharma" not in f"{problem}"
    assert [path for path in settings.DATA_DIR.rglob("*") if path.is_file()] == []


def test_headings_by_which_columns_are_known_are_never_names(quality_lead, bolton):
    headings = "Comment,Date,Org Code,Site Name"

    assert taken(quality_lead, "Good,2026-05-05,RMC,A1", headings=headings).result["new"] == 1


def test_a_long_question_is_cut(quality_lead, bolton):
    asked = "What did you like about it? " * 20

    taken(quality_lead, f"Good care,2026-05-04,RMC,r1,{asked}", headings=f"{HEADINGS},Question")

    assert len(Item.objects.get().question) == 300
    other = taken(quality_lead, f"Good care,2026-05-04,RMC,r1,{asked}x", headings=f"{HEADINGS},Question")
    assert other.result["new"] == 0


def test_the_same_short_words_from_another_ward_are_another_comment(quality_lead, bolton):
    headings = "Comment,Date,Trust,Ward"
    taken(quality_lead, "Good,2026-05-05,RMC,Ward A", "Good,2026-05-05,RMC,Ward A", headings=headings)

    other = taken(quality_lead, "Good,2026-05-05,RMC,Ward B", headings=headings)
    again = taken(quality_lead, "Good,2026-05-05,RMC,Ward A", "Good,2026-05-05,RMC,Ward B", headings=headings)

    assert (other.result["new"], again.result["new"], again.result["unchanged"]) == (1, 0, 2)


def test_a_numbered_comment_is_known_again_in_another_ward(quality_lead, bolton):
    headings = "Comment,Date,Trust,Ward,Comment ID"
    taken(quality_lead, "Good,2026-05-05,RMC,Ward A,17", headings=headings)

    assert taken(quality_lead, "Good,2026-05-05,RMC,Ward B,17", headings=headings).result["new"] == 0


def test_one_date_of_a_file_is_not_that_of_the_next(quality_lead, bolton):
    sheet = importing.begin(file=upload("Good", headings="Comment"), source="fft", by=quality_lead)
    mapping = importing.name_columns(
        sheet=sheet,
        name="S",
        columns=guess(["Comment"]),
        provider=bolton,
        happened_on=dt.date(2026, 1, 31),
        by=quality_lead,
    )

    assert initial(["Comment"], mapping)["one_day"] is None
    assert initial(["Comment"], mapping)["one_provider"] == "RMC"
    assert initial(["Comment"], mapping, is_own=True)["one_day"] == dt.date(2026, 1, 31)


def test_a_page_of_the_web_is_no_table(quality_lead, bolton, settings):
    with pytest.raises(InputRefused):
        importing.begin(file=SimpleUploadedFile("x.csv", b"<html>"), source="fft", by=quality_lead)

    assert [path for path in settings.DATA_DIR.rglob("*") if path.is_file()] == []


def test_who_only_reads_takes_nothing_in(chair, quality_lead, bolton):
    with pytest.raises(NotAllowed):
        importing.begin(file=upload(*ROWS), source="fft", by=chair)


def test_nothing_that_was_seeded_is_anywhere(quality_lead, bolton, settings, caplog):
    caplog.set_level(logging.DEBUG)
    headings = f"{HEADINGS},Ward"

    sheet = taken(quality_lead, *SEEDED_ROWS, headings=headings, name="Seeded", source="fft")
    code_items(owner=quality_lead.commissioner, by=quality_lead)
    count_again(owner=quality_lead.commissioner, by=quality_lead)

    assert (sheet.result["new"], sheet.result["rejected"]) == (3, 2)
    assert ThemeMonth.objects.exists()
    everything = "\n".join([*every_text_in_the_database(), *every_file(settings.DATA_DIR), caplog.text])
    assert {name: text for name, text in SEEDED.items() if text in everything} == {}
    assert sheet.result["masked"]["name"] >= 2
    told = Event.objects.filter(name="intelligence.comments_stored").latest("pk").after
    assert {kind: told[f"masked_{kind}"] for kind in sheet.result["masked"]} == sheet.result["masked"]


def test_a_name_in_the_name_of_a_file_is_masked(quality_lead, bolton):
    sheet = taken(quality_lead, name="S")
    other = importing.begin(
        file=upload(*ROWS, name="Letters of Mrs Okafor.csv"), source="fft", by=quality_lead
    )

    assert sheet.file_name == "comments.csv"
    assert "Okafor" not in other.file_name


def test_published_comments_are_read_as_published(quality_lead, bolton, settings):
    path = settings.BASE_DIR / "tests" / "samples" / "comments" / "fft.csv"

    report = load_file(connector=connectors()["comments-fft"], path=path, by=quality_lead)

    assert report.read == report.accepted + report.rejected + report.ignored
    assert (report.new, report.rejected, report.ignored) == (4, 1, 1)
    assert not report.load.is_open
    assert not report.load.is_file_kept


def every_text_in_the_database():
    """Whatever stands in a column that can hold text, in every table."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            names = [
                field.column
                for field in model._meta.concrete_fields
                if isinstance(field, models.CharField | models.TextField | models.JSONField)
            ]
            for name in names:
                cursor.execute(f'SELECT "{name}" FROM "{model._meta.db_table}"')
                yield from (str(value) for (value,) in cursor.fetchall())


def every_file(folder):
    return [path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if path.is_file()]

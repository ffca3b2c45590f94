"""Files of comments in the browser: three steps, each of which says what would happen."""

from __future__ import annotations

import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories import intelligence as make
from trigpoint.common import clock
from trigpoint.intelligence.models import Item, SheetImport
from trigpoint.jobs.models import Job
from trigpoint.jobs.running import run_job

pytestmark = pytest.mark.django_db
START = reverse("intelligence:import")
CONTENT = (
    "Comment,Date,Trust\nMrs Okafor was kind,2026-05-04,RMC\nWaited,2026-05-05,RMC\nWaited,2026-05-05,XXX\n"
)


@pytest.fixture
def client(client_of, quality_lead, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    make.bolton()
    return client_of(quality_lead)


def upload(content=CONTENT, name="comments.csv"):
    return SimpleUploadedFile(name, content.encode(), "text/csv")


def begun(client, **sent):
    return client.post(START, {"source": "fft", "file": upload(), **sent})


def named(client):
    """The file tried out."""
    sheet = SheetImport.objects.latest("pk")
    address = reverse("intelligence:import-columns", args=[sheet.public_id])
    sent = {"words": ["Comment"], "in_happened_on": "Date", "in_provider": "Trust", "name": "Bolton"}
    answer = client.post(address, sent)
    work()
    return answer


def work():
    """What a worker does."""
    for job in Job.objects.filter(finished_at=None, key__startswith="intelligence."):
        run_job.call(job.public_id, job.attempt)


def show(client):
    return words(page_of(client.get(SheetImport.objects.latest("pk").get_absolute_url())))


def test_three_steps(client):
    answer = begun(client)
    columns = client.get(answer["Location"])
    assert "[name] was kind" in words(page_of(columns))
    assert "Okafor" not in columns.content.decode()

    named(client)
    page = show(client)
    assert "Nothing is stored yet. 2 new comments would be taken in." in page
    assert "3 rows read = 2 accepted + 1 rejected + 0 ignored." in page
    assert "No organisation in the directory has this code or this exact name." in page
    assert "Words such as [name] would stand in place of 1 name." in page
    assert not Item.objects.exists()

    client.post(reverse("intelligence:import-take", args=[SheetImport.objects.get().public_id]))
    assert "The file is being taken in" in show(client)
    work()
    assert "2 new comments were taken in." in show(client)
    assert Item.objects.count() == 2
    work()
    assert Item.objects.filter(coding__isnull=False).count() == 2

    client.post(reverse("intelligence:import-undo", args=[SheetImport.objects.get().public_id]))
    assert "2 comments that it brought were taken back." in show(client)


def test_next_file_of_the_kind_is_understood_by_itself(client):
    begun(client)
    named(client)

    columns = client.get(begun(client)["Location"])

    assert "Its headings were seen before as “Bolton”" in words(page_of(columns))


def test_columns_may_be_named_anew_after_a_trial(client):
    begun(client)
    named(client)
    sheet = SheetImport.objects.get()

    client.post(
        reverse("intelligence:import-columns", args=[sheet.public_id]),
        {"words": ["Comment"], "in_happened_on": "Date", "one_provider": "RMC", "name": "Bolton"},
    )
    work()

    assert "3 new comments would be taken in" in show(client)
    assert SheetImport.objects.get().mapping.version == 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"source": ""}, "Choose what kind of comments these are"),
        ({"file": ""}, "Choose a file, or paste comments"),
        ({"pasted": "Kind"}, "Choose a file, or paste comments: one of the two"),
        ({"file": upload(name="x.pdf")}, "The file must end in .csv, .xlsx or .ods"),
        ({"file": upload("<html></html>")}, "web page"),
        ({"source": "staff_concern"}, "Choose from the list"),
    ],
)
def test_mistakes_are_said_beside_the_field(client, sent, said):
    answer = begun(client, **sent)

    assert said in words(page_of(answer, status=422))
    assert not SheetImport.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"words": []}, "Choose the column with the comments"),
        ({"in_provider": ""}, "Enter one provider, or choose the column that names it"),
        ({"in_happened_on": ""}, "Enter one date, or choose the column that has it"),
        ({"in_service": "Comment"}, "is chosen for two things"),
        ({"name": ""}, "Give these columns a name"),
    ],
)
def test_mistakes_in_the_columns(client, sent, said):
    columns = begun(client)["Location"]

    answer = client.post(
        columns, {"words": ["Comment"], "in_happened_on": "Date", "in_provider": "Trust", "name": "B", **sent}
    )

    assert said in words(page_of(answer, status=422))


def test_pasted_comments_go_the_same_way(client):
    answer = client.post(START, {"source": "social_post", "pasted": "Kind staff\nLong wait"})

    assert "Kind staff" in words(page_of(client.get(answer["Location"])))


def test_a_file_without_headings_is_refused_beside_the_field(client):
    answer = begun(client, file=upload("Mrs Okafor was left alone,2026-05-04\nGood,2026-05-05\n"))

    page = words(page_of(answer, status=422))
    assert "The first row must hold headings" in page
    assert "Okafor" not in page


def test_a_file_that_waits_can_be_gone_on_with(client):
    begun(client)

    page = page_of(client.get(SheetImport.objects.get().get_absolute_url()))

    assert page.select_one("a[href$='/columns/']")
    assert page.select_one("form[action$='/drop']")


def test_a_file_that_waited_too_long_says_so_and_can_be_left(client, settings):
    answer = begun(client)
    shutil.rmtree(settings.DATA_DIR / "waiting")

    page = page_of(client.get(answer["Location"], follow=True))
    assert "the file waited for more than a day and was removed" in words(page)
    assert not page.select_one("a[href$='/columns/']")

    client.post(page.select_one("form[action$='/drop']")["action"])
    assert SheetImport.objects.get().stage == "dropped"


@pytest.mark.parametrize("stage", ["mapped", "taking"])
def test_work_that_failed_can_be_tried_again_or_left(client, stage):
    begun(client)
    named(client)
    sheet = SheetImport.objects.get()
    if stage == "taking":
        client.post(reverse("intelligence:import-take", args=[sheet.public_id]))
    SheetImport.objects.update(stage=stage)
    drop = reverse("intelligence:import-drop", args=[sheet.public_id])
    if stage == "taking":  # nobody leaves what a worker is about to take in
        client.post(drop)
        assert SheetImport.objects.get().stage == "taking"
    Job.objects.update(finished_at=clock.now(), problem="The disk was full.")

    page = page_of(client.get(sheet.get_absolute_url()))
    assert "It could not be read. The disk was full." in words(page)
    client.post(page.select_one("form[action$='/take']")["action"])
    work()
    assert SheetImport.objects.get().stage == {"mapped": "tried", "taking": "taken"}[stage]

    SheetImport.objects.update(stage=stage)
    Job.objects.update(finished_at=clock.now(), problem="The disk was full.")
    client.post(drop)
    assert SheetImport.objects.get().stage == "dropped"


def test_columns_named_anew_after_a_refusal_are_taken_in(client):
    begun(client)
    named(client)
    sheet = SheetImport.objects.get()
    take = reverse("intelligence:import-take", args=[sheet.public_id])
    client.post(take)
    Job.objects.filter(finished_at=None).update(finished_at=clock.now())
    SheetImport.objects.update(stage="refused")

    named(client)
    client.post(take)
    work()

    assert SheetImport.objects.get().stage == "taken"


def test_no_means_nothing_remains(client, settings):
    begun(client)

    client.post(reverse("intelligence:import-drop", args=[SheetImport.objects.get().public_id]))

    assert [path for path in settings.DATA_DIR.rglob("*") if path.is_file()] == []
    assert "Not taken in" in words(page_of(client.get(START)))

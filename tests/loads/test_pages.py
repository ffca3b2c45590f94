"""Pages about loads."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.assertions import assert_links_tell_apart, page_of, words
from tests.factories import loads as make
from trigpoint.common.errors import DomainError, InputRefused
from trigpoint.indicators.models import Observation
from trigpoint.loads import keeping, registry, waiting
from trigpoint.loads.models import Load
from trigpoint.loads.services import load_file

pytestmark = pytest.mark.django_db
GOOD = ("wait", "RXX", "2025-01-01", 75, 3, 4)
TOTAL = ("wait", "Total", "2025-01-01", 75)
UNKNOWN = ("wait", "RZZ", "2025-01-01", "61.50")


@pytest.fixture(autouse=True)
def wiring(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path / "data"
    finished = []
    found = registry.Wiring(
        connectors=lambda: {"small": make.small_connector()},
        finish=lambda *, by: finished.append(by),
        title={"wait": "Waiting"}.get,
        unit={"wait": "%"}.get,
    )
    monkeypatch.setattr(registry, "_wiring", [found])
    return finished


@pytest.fixture
def lead(quality_lead):
    make.organisations("RXX", "RYY")
    return quality_lead


@pytest.fixture
def client(client_of, lead):
    return client_of(lead)


@pytest.fixture
def load(lead, tmp_path) -> Load:
    path = make.small_file(tmp_path, GOOD, ("wait", "RYY", "2025-01-01", 60), UNKNOWN, TOTAL)
    return load_file(
        connector=make.small_connector(), path=path, by=lead, published_on=dt.date(2025, 2, 13)
    ).load


def revise(lead, tmp_path) -> Load:
    path = make.small_file(tmp_path, ("wait", "RYY", "2025-01-01", 61), GOOD, name="revised.csv")
    return load_file(connector=make.small_connector(), path=path, by=lead).load


def upload(*rows, name: str = "new.csv", tmp_path) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, make.small_file(tmp_path, *rows, name=f"_{name}").read_bytes())


def test_list_without_loads_teaches(client):
    page = page_of(client.get(reverse("loads:list")))

    assert "No files have been loaded yet." in words(page)
    assert page.main.find("a", href=reverse("loads:add"))


def test_list_tells_who_what_and_how_fresh(client, load):
    page = page_of(client.get(reverse("loads:list")))

    text = words(page)
    assert "1 file loaded from 1 publication, 1 with rejected rows to look at." in text
    assert "small.csv" in text
    assert "Amina Hussain" in text
    assert "Fri 31 Jan 2025" in text
    assert_links_tell_apart(page)


def test_list_is_filtered_by_the_address(client, lead, load, tmp_path):
    revise(lead, tmp_path)
    address = reverse("loads:list")

    assert "revised.csv" in words(page_of(client.get(address, {"connector": "small"})))
    only = words(page_of(client.get(address, {"rejected": "on", "publisher": "A publisher"})))
    assert "small.csv" in only
    assert "revised.csv" not in only
    assert "No loads match" not in words(page_of(client.get(address, {"connector": "nonsense"})))


def test_filters_that_nothing_matches_say_so(client, lead, tmp_path):
    revise(lead, tmp_path)

    page = page_of(client.get(reverse("loads:list"), {"rejected": "on"}))

    assert "No loads match these filters" in words(page)


def test_list_as_csv_holds_what_is_seen(client, lead, load, tmp_path):
    revise(lead, tmp_path)

    response = client.get(reverse("loads:list-csv"), {"rejected": "on"})

    lines = response.content.decode().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("connector,file_name,sha256")
    assert load.sha256 in lines[1]


def test_load_gives_its_account(client, load):
    page = page_of(client.get(load.get_absolute_url()))

    text = words(page)
    assert "4 rows were read: 2 accepted, 1 rejected and 1 ignored." in text
    assert "2 new records" in text
    for fact in (
        "A publisher",
        "Thu 13 Feb 2025",
        "Amina Hussain",
        load.sha256,
        "Open Government Licence v3.0",
    ):
        assert fact in text
    assert "RZZ is not in the directory" in text
    assert "61.50" in text
    assert "Total of all organisations" in text
    assert page.find("a", href=load.publication_page)
    assert_links_tell_apart(page)


def test_load_tells_what_was_revised(client, lead, load, tmp_path):
    revised = revise(lead, tmp_path)

    text = words(page_of(client.get(revised.get_absolute_url())))

    assert "changed 1 and left 1 as before" in text
    assert "Waiting, Trust RYY (fictional) Jan 2025 60% 61%" in text
    lines = client.get(reverse("loads:revised-csv", args=[revised.public_id])).content.decode().splitlines()
    assert lines == ["title,organisation,period,old,new", "Waiting,Trust RYY (fictional),Jan 2025,60%,61%"]


def test_load_of_an_older_publication_says_that_the_newer_stays(client, lead, load, tmp_path):
    path = make.small_file(tmp_path, ("wait", "RYY", "2025-01-01", 50), name="older.csv")
    older = load_file(
        connector=make.small_connector(), path=path, by=lead, published_on=dt.date(2025, 1, 1)
    ).load

    text = words(page_of(client.get(older.get_absolute_url())))

    assert "1 of its figures are kept beside those of a newer publication" in text
    assert "kept beside a newer publication" in words(
        page_of(client.get(reverse("loads:row", args=[older.public_id, 2])))
    )


def test_rejected_rows_can_be_taken_away(client, load):
    response = client.get(reverse("loads:rejects-csv", args=[load.public_id]))

    assert response["Content-Type"].startswith("text/csv")
    heading, line = response.content.decode().splitlines()
    assert heading == "row,column,code,message,remedy,content"
    assert line.startswith("4,organisation,organisation_unknown,")


def test_row_is_shown_as_published_with_what_was_made_of_it(client, load):
    page = page_of(client.get(reverse("loads:row", args=[load.public_id, 2])))

    text = words(page)
    assert "This row gave 1 figure." in text
    assert "75% (3 of 4)" in text
    assert "organisation RXX" in text
    assert "in force" in text
    assert page.find("a", href=Observation.objects.get(row=2).series.get_absolute_url())
    assert page.find("a", href=reverse("loads:row", args=[load.public_id, 3]))
    assert "the one before" not in text
    assert_links_tell_apart(page)


def test_row_that_was_left_out_says_why(client, load):
    rejected = words(page_of(client.get(reverse("loads:row", args=[load.public_id, 4]))))
    ignored = words(page_of(client.get(reverse("loads:row", args=[load.public_id, 5]))))

    assert "This row was rejected: The code RZZ is not in the directory" in rejected
    assert "61.50" in rejected
    assert "This row was ignored on purpose: Total of all organisations." in ignored


def test_row_that_changed_nothing_says_so(client, lead, load, tmp_path):
    revised = revise(lead, tmp_path)

    text = words(page_of(client.get(reverse("loads:row", args=[revised.public_id, 3]))))

    assert "changed nothing" in text


def test_superseded_figure_says_when(client, lead, load, tmp_path):
    revise(lead, tmp_path)

    assert "superseded" in words(page_of(client.get(reverse("loads:row", args=[load.public_id, 3]))))


def test_row_that_does_not_exist_is_not_found(client, load):
    assert client.get(reverse("loads:row", args=[load.public_id, 99])).status_code == 404


def test_row_of_a_file_no_longer_kept_explains(client, load):
    keeping.place_of(load.sha256).unlink()

    text = words(page_of(client.get(reverse("loads:row", args=[load.public_id, 2]))))

    assert "no longer kept here" in text
    assert load.sha256 in text


@pytest.mark.parametrize("name", ["load", "rejects-csv", "revised-csv", "row"])
def test_another_commissioners_load_that_is_not_open_is_not_found(client_of, other_lead, load, name):
    Load.objects.update(is_open=False)
    arguments = [load.public_id, 2] if name == "row" else [load.public_id]

    assert client_of(other_lead).get(reverse(f"loads:{name}", args=arguments)).status_code == 404
    assert "small.csv" not in words(page_of(client_of(other_lead).get(reverse("loads:list"))))


def test_open_load_is_seen_by_every_commissioner(client_of, other_lead, load):
    page_of(client_of(other_lead).get(load.get_absolute_url()))


@pytest.mark.parametrize("name", ["list", "list-csv", "add"])
def test_somebody_who_is_not_signed_in_is_asked_to(db, name):
    from_page = reverse(f"loads:{name}")

    response = Client().get(from_page)

    assert response.status_code == 302
    assert reverse("accounts:sign-in") in response["Location"]


@pytest.mark.parametrize("number", [1, 30])
def test_pages_ask_the_database_little_however_many_loads(
    client, lead, load, tmp_path, number, django_assert_max_num_queries
):
    for place in range(number):
        path = make.small_file(tmp_path, ("wait", "RYY", "2025-01-01", place), name=f"{place}.csv")
        latest = load_file(connector=make.small_connector(), path=path, by=lead).load

    with django_assert_max_num_queries(14):
        client.get(reverse("loads:list"))
    with django_assert_max_num_queries(18):
        client.get(latest.get_absolute_url())


def test_adding_checks_first_and_then_loads(client, lead, tmp_path, wiring):
    chosen = {
        "connector": "small",
        "files": [upload(GOOD, UNKNOWN, TOTAL, tmp_path=tmp_path)],
        "published_on_day": "13",
        "published_on_month": "2",
        "published_on_year": "2025",
    }

    checking = client.post(reverse("loads:add"), chosen)

    assert checking.status_code == 302
    assert Load.objects.count() == 0
    page = page_of(client.get(checking["Location"]))
    text = words(page)
    assert "Nothing is stored yet" in text
    assert "3 rows: 1 would be accepted, 1 rejected and 1 ignored." in text
    assert "RZZ is not in the directory" in text
    assert "Thu 13 Feb 2025" in text
    loaded = client.post(page.find("form", action=lambda a: a and a.endswith("confirm"))["action"])
    load = Load.objects.get()
    assert loaded["Location"] == load.get_absolute_url()
    assert (load.file_name, load.published_on, load.loaded_by) == ("new.csv", dt.date(2025, 2, 13), lead)
    assert wiring == [lead]
    assert "The file was loaded." in words(page_of(client.get(loaded["Location"])))
    assert client.get(checking["Location"]).status_code == 404


def test_several_files_go_in_together(client, tmp_path):
    files = [
        upload(GOOD, tmp_path=tmp_path),
        upload(("wait", "RYY", "2025-01-01", 1), name="other.csv", tmp_path=tmp_path),
    ]

    checking = client.post(reverse("loads:add"), {"connector": "small", "files": files})
    client.post(checking["Location"] + "confirm")

    assert sorted(Load.objects.values_list("file_name", flat=True)) == ["new.csv", "other.csv"]


def test_cancelling_keeps_nothing(client, tmp_path, settings):
    checking = client.post(
        reverse("loads:add"), {"connector": "small", "files": [upload(GOOD, tmp_path=tmp_path)]}
    )

    response = client.post(checking["Location"] + "cancel")

    assert response["Location"] == reverse("loads:list")
    assert Load.objects.count() == 0
    assert not [path for path in settings.DATA_DIR.rglob("*") if path.is_file()]


def test_file_loaded_before_is_said_at_the_check(client, lead, load, tmp_path):
    same = SimpleUploadedFile("again.csv", (tmp_path / "small.csv").read_bytes())

    checking = client.post(reverse("loads:add"), {"connector": "small", "files": [same]})

    page = page_of(client.get(checking["Location"]))
    assert "This file was loaded before, so nothing would change." in words(page)
    assert not page.find("form", action=lambda a: a and a.endswith("confirm"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n1,2\n", "Expected indicator"),
        (b"", "The file is empty"),
        (
            (",".join(make.HEADINGS) + "\nwait,RXX,2025-01-01,-5,,\n").encode(),
            "row 2: The value is -5, below zero.",
        ),
    ],
)
def test_refused_file_shows_the_problem_beside_the_field(client, content, message, settings):
    response = client.post(
        reverse("loads:add"), {"connector": "small", "files": [SimpleUploadedFile("bad.csv", content)]}
    )

    page = page_of(response)
    assert message in words(page)
    assert page.title.get_text().strip().startswith("Error:")
    assert page.find(class_="nhsuk-error-message")
    assert Load.objects.count() == 0
    assert not [path for path in settings.DATA_DIR.rglob("*") if path.is_file()]


def test_form_says_what_is_missing_or_too_large(client, settings, tmp_path):
    settings.UPLOAD_LIMIT = 10
    address = reverse("loads:add")

    nothing = words(page_of(client.post(address, {})))
    large = words(
        page_of(client.post(address, {"connector": "small", "files": [upload(GOOD, tmp_path=tmp_path)]}))
    )
    settings.UPLOAD_LIMIT = 10_000
    ending = SimpleUploadedFile("new.pdf", b"x")
    wrong = words(page_of(client.post(address, {"connector": "small", "files": [ending]})))

    assert "Choose the publication" in nothing
    assert "Choose the file to load" in nothing
    assert "larger than" in large
    assert "must end in .csv" in wrong


def test_role_that_may_not_load_is_told(client_of, chair, load):
    client = client_of(chair)

    assert client.get(reverse("loads:add")).status_code == 403
    assert "Load a file" not in words(page_of(client.get(reverse("loads:list"))))


def test_waiting_files_belong_to_the_person_and_go_after_a_day(
    client, client_of, other_lead, tmp_path, monkeypatch
):
    checking = client.post(
        reverse("loads:add"), {"connector": "small", "files": [upload(GOOD, tmp_path=tmp_path)]}
    )
    address = checking["Location"]

    assert client_of(other_lead).get(address).status_code == 404
    assert client.get(address).status_code == 200
    monkeypatch.setattr(waiting, "A_DAY", -1)
    assert client.get(address).status_code == 404
    waiting.sweep()
    assert not list(waiting._root().glob("*"))
    assert client.get(reverse("loads:check", args=["..etc"])).status_code == 404


def test_what_became_wrong_between_check_and_yes_is_told(client, tmp_path, wiring):
    checking = client.post(
        reverse("loads:add"), {"connector": "small", "files": [upload(GOOD, tmp_path=tmp_path)]}
    )
    make.Organisation.objects.all().delete()  # as if the directory had been put right meanwhile

    response = client.post(checking["Location"] + "confirm")

    assert response["Location"] == reverse("loads:add")
    assert "Not everything was loaded. new.csv:" in words(page_of(client.get(response["Location"])))
    assert wiring == []
    assert client.get(checking["Location"]).status_code == 404


def test_many_problems_are_counted(client, tmp_path):
    bad = upload(*[("wait", "RZZ", "2025-01-01", place) for place in range(9)], tmp_path=tmp_path)

    page = page_of(client.post(reverse("loads:add"), {"connector": "small", "files": [bad]}))

    assert "There are 5 more problems like these." in words(page)


def test_person_without_a_directory_is_told(client, tmp_path, monkeypatch):
    def fails(*, by):
        raise DomainError("The directory cannot be filled.")

    monkeypatch.setattr(registry, "prepare", fails)

    page = page_of(
        client.post(reverse("loads:add"), {"connector": "small", "files": [upload(GOOD, tmp_path=tmp_path)]})
    )

    assert "The directory cannot be filled." in words(page)


def test_date_of_publication_in_the_future_is_refused(client, tmp_path):
    chosen = {"connector": "small", "files": [upload(GOOD, tmp_path=tmp_path)]}
    day = {"published_on_day": "1", "published_on_month": "1", "published_on_year": "2999"}

    page = page_of(client.post(reverse("loads:add"), chosen | day))

    assert "The date of publication must not be in the future" in words(page)


def test_figure_that_was_not_given_says_why(client, lead, tmp_path):
    def suppressed(path):
        reading = make.read_small(path)
        return replace(reading, records=reading.records.with_columns(note=make.pl.lit("suppressed")))

    path = make.small_file(tmp_path, ("wait", "RXX", "2025-01-01"))
    load = load_file(connector=make.small_connector(read=suppressed), path=path, by=lead).load

    text = words(page_of(client.get(reverse("loads:row", args=[load.public_id, 2]))))

    assert "no figure (suppressed)" in text


def test_kept_file_that_can_no_longer_be_read_explains(client, load, monkeypatch):
    def refuses(path):
        raise InputRefused([])

    monkeypatch.setattr(registry, "all_connectors", lambda: {"small": make.small_connector(read=refuses)})

    assert "can no longer be read" in words(
        page_of(client.get(reverse("loads:row", args=[load.public_id, 2])))
    )


def test_files_before_the_one_that_became_wrong_are_loaded(client, tmp_path, wiring):
    files = [
        upload(GOOD, tmp_path=tmp_path),
        upload(("wait", "RYY", "2025-01-01", 1), name="b.csv", tmp_path=tmp_path),
    ]
    checking = client.post(reverse("loads:add"), {"connector": "small", "files": files})
    make.Organisation.objects.filter(code="RYY").delete()

    response = client.post(checking["Location"] + "confirm")

    load = Load.objects.get()
    assert response["Location"] == load.get_absolute_url()
    assert len(wiring) == 1
    assert "Not everything was loaded. b.csv:" in words(page_of(client.get(response["Location"])))

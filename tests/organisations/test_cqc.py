"""The regulator's documents: identities, ratings of both frameworks, and no person's name."""

import copy
import datetime as dt
import json
import zipfile

import polars as pl
import pytest

from tests.factories.organisations import SAMPLES
from trigpoint.common.errors import InputRefused
from trigpoint.loads.registry import connector_named
from trigpoint.organisations.models import Kind

LOCATIONS = ["RW603", "RM3Y3", "1-569934227", "1-5203053560", "1-1972390994", "1-11809806754"]
PERSON = "Zebedee Quillfeather"


def document(identity: str) -> dict:
    return json.loads((SAMPLES / f"location_{identity}.json").read_text())


def read(path):
    return connector_named("cqc-api").read(path)


def fact(reading, code: str, kind: str = "organisation") -> dict:
    return reading.records.filter((pl.col("code") == code) & (pl.col("fact") == kind)).row(0, named=True)


def rated(reading, **which) -> list[tuple]:
    found = reading.ratings.filter(**which)
    return found.select("domain", "rating", "reported_on").rows()


@pytest.fixture
def saved(tmp_path):
    """`saved(value, "x.json")`: a file that holds the value as JSON."""

    def make(value, name="location.json"):
        path = tmp_path / name
        path.write_text(value if isinstance(value, str) else json.dumps(value))
        return path

    return make


@pytest.fixture
def many(tmp_path):
    """A zip of every sample document."""
    path = tmp_path / "oldham.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for sample in sorted(SAMPLES.glob("*.json")):
            archive.write(sample, sample.name)
    return path


def test_trust_site_of_the_older_framework():
    reading = read(SAMPLES / "location_RW603.json")

    site = fact(reading, "RW603")
    assert (site["name"], site["kind"]) == ("The Royal Oldham Hospital", Kind.SITE)
    assert (site["opened_on"], site["closed_on"]) == (dt.date(2010, 6, 15), dt.date(2021, 10, 7))
    whole = rated(reading, is_current=True, service="")
    assert ("overall", "Requires improvement", dt.date(2021, 2, 10)) in whole
    assert ("well_led", "Good", dt.date(2021, 2, 10)) in whole
    care = rated(reading, is_current=True, service="Medical care")
    assert ("overall", "Good", dt.date(2020, 2, 7)) in care
    before = rated(reading, is_current=False, service="", domain="overall")
    assert before[0] == ("overall", "Requires improvement", dt.date(2020, 2, 7))


def test_successor_is_dated_by_the_end_of_the_registration():
    succession = fact(read(SAMPLES / "location_RW603.json"), "RW603", "succession")

    assert (succession["other"], succession["from_on"]) == ("RM317", dt.date(2021, 10, 7))


def test_practice_goes_by_its_ods_code_and_is_rated_under_the_new_framework():
    reading = read(SAMPLES / "location_1-569934227.json")

    practice = fact(reading, "P85007")
    assert (practice["kind"], practice["cqc_id"]) == (Kind.PRACTICE, "1-569934227")
    new = reading.ratings.filter(framework="Single assessment framework")
    assert set(new["domain"]) == {"overall", "safe", "effective", "caring", "responsive", "well_led"}
    assert set(new["rating"]) == {"Good"}
    assert set(new["reported_on"]) == {dt.date(2024, 5, 10)}
    assert new["is_current"].all()


def test_care_home_has_beds_and_its_service():
    home = fact(read(SAMPLES / "location_1-5203053560.json"), "VM9PR")

    assert (home["kind"], home["name"]) == (Kind.CARE_HOME, "Treetops Nursing Home")
    assert home["beds"] > 0
    assert "Nursing homes" in home["detail"]


def test_names_of_people_are_never_read(saved):
    told = document("1-569934227")
    told["regulatedActivities"][0]["contacts"] = [{"personGivenName": PERSON, "personFamilyName": PERSON}]
    told["contacts"] = [{"personFamilyName": PERSON}]
    told["relationships"] = [
        {"relatedLocationId": "1-1", "relatedLocationName": PERSON, "type": "HSCA Predecessor"}
    ]

    reading = read(saved(told))

    everything = json.dumps([reading.raw.rows(), reading.records.rows(), reading.ratings.rows()], default=str)
    assert PERSON not in everything


def test_rejected_document_keeps_no_name(saved):
    told = document("1-569934227") | {"registrationDate": "last year", "contacts": [PERSON]}

    reading = read(saved(told))

    assert reading.rejected[0].code == "not_a_date"
    assert PERSON not in str(reading.rejected)


def test_provider_that_is_a_partnership_goes_by_its_number():
    reading = read(SAMPLES / "provider_1-1004515435.json")

    provider = fact(reading, "1-1004515435")
    assert (provider["name"], provider["kind"]) == ("Registered partnership 1-1004515435", Kind.CQC_PROVIDER)
    assert fact(reading, "1-1015412687", "belonging")["other"] == "1-1004515435"
    assert "Appleton" not in str(reading)


def test_location_named_after_a_person_goes_by_kind_and_postcode(saved):
    told = document("1-5203053560") | {"name": "Mrs Quillfeather's House"}

    assert fact(read(saved(told)), "VM9PR")["name"].startswith("Care home at OL")


def test_list_page_gives_only_trust_sites():
    reading = read(SAMPLES / "locations.json")

    assert (fact(reading, "RM317")["name"], fact(reading, "RM317")["kind"]) == (
        "Royal Oldham Hospital",
        Kind.SITE,
    )
    assert set(reading.ignored) == {1}
    assert "load the document" in reading.ignored[1]


def test_zip_of_many(many):
    reading = read(many)

    assert (reading.read, len(reading.rejected)) == (11, 0)
    assert len(reading.ignored) == 3  # one stranger, two that have their own document here
    assert set(reading.records.filter(fact="organisation")["cqc_id"]) >= set(LOCATIONS)


def test_registration_in_force_speaks_before_the_ended_one(many):
    royton = read(many).records.filter(fact="organisation", code="P85019")

    assert royton["cqc_id"].to_list() == ["1-11809806754", "1-1972390994"]


def test_json_lines(tmp_path):
    path = tmp_path / "locations.jsonl"
    path.write_text("\n".join(json.dumps(document(identity)) for identity in LOCATIONS) + "\n{broken\n")

    reading = read(path)

    assert reading.read == 7
    assert [(problem.row, problem.code) for problem in reading.rejected] == [(7, "not_json")]


def test_document_twice_is_ignored_and_two_that_differ_are_not(saved):
    one = document("RM3Y3")
    other = copy.deepcopy(one) | {"name": "Another name"}

    reading = read(saved([one, one, other], "locations.json"))

    assert reading.ignored == {2: "The same as row 1."}
    assert [(problem.row, problem.code) for problem in reading.rejected] == [(3, "duplicate")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": ""}, "name_missing"),
        ({"deregistrationDate": "2001-01-01"}, "ends_before_it_begins"),
        ({"currentRatings": []}, "shape"),
        ({"historicRatings": {}}, "shape"),
        ({"relationships": ["x"]}, "shape"),
        ({"name": ["x"]}, "shape"),
        ({"numberOfBeds": "many", "careHome": "Y"}, "not_a_number"),
        ({"locationId": "", "providerId": ""}, "wrong_file"),
    ],
)
def test_document_of_another_shape_is_rejected(saved, change, code):
    reading = read(saved(document("RM3Y3") | change))

    assert [problem.code for problem in reading.rejected] == [code]


def test_provider_of_another_shape_is_rejected(saved):
    told = json.loads((SAMPLES / "provider_1-1004515435.json").read_text()) | {"locationIds": "1-1"}

    assert [problem.code for problem in read(saved(told)).rejected] == ["shape"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.json", b"", "is empty"),
        ("a.json", b'{"locationId": "RM3Y3", ', "is not JSON"),
        ("a.json", b"<html><body>Access denied</body></html>", "is not JSON"),
        ("a.json", b"\xff\xfe\x00", "is not UTF-8"),
        ("a.json", b'{"locations": []}', "holds no location"),
        ("a.zip", b"PK\x03\x04 cut short", "cut short"),
    ],
)
def test_file_that_is_no_document_is_refused(tmp_path, name, content, says):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(InputRefused, match=says):
        read(path)


def test_zip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("location.json", b"0" * 40_000_000)

    with pytest.raises(InputRefused, match="not unpacked"):
        read(path)


def test_damaged_zip_is_refused(tmp_path, many):
    path = tmp_path / "damaged.zip"
    content = bytearray(many.read_bytes())
    content[200:260] = b"x" * 60
    path.write_bytes(bytes(content))

    with pytest.raises(InputRefused, match="damaged"):
        read(path)


def test_deep_nesting_and_odd_entries_are_rejected_not_fatal(saved):
    reading = read(saved([document("RM3Y3"), "text", 5], "locations.json"))

    assert [problem.code for problem in reading.rejected] == ["not_json", "not_json"]

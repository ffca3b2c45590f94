"""Connectors of the directory: values read off the files by hand, and files that are wrong."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from tests.factories.organisations import SAMPLES
from trigpoint.common.errors import InputRefused
from trigpoint.loads.registry import connector_named
from trigpoint.organisations.models import Hierarchy, Kind


def read(name: str, connector: str):
    return connector_named(connector).read(SAMPLES / name)


def fact(reading, code: str, kind: str = "organisation") -> dict:
    found = reading.records.filter((pl.col("code") == code) & (pl.col("fact") == kind))
    return found.row(0, named=True)


def assert_accounts(reading) -> None:
    """Each row in exactly one place."""
    accepted = set(reading.records["row"])
    rejected = {problem.row for problem in reading.rejected}
    assert not accepted & rejected
    assert not (accepted | rejected) & set(reading.ignored)
    assert len(accepted) + len(rejected) + len(reading.ignored) == reading.read


@pytest.fixture
def written(tmp_path):
    """`written("x.csv", text)`: a file with that content."""

    def make(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


@pytest.mark.parametrize(
    ("name", "connector", "read_rows", "ignored"),
    [
        ("etr-2022-03.csv", "ods-trusts", 7, 0),
        ("etr-2015.csv", "ods-trusts", 6, 0),
        ("eccg-2018-11.csv", "ods-commissioners", 5, 1),
        ("epraccur-2022-01.csv", "ods-practices", 9, 3),
        ("successors.csv", "ods-successors", 8, 0),
        ("trust-mergers.csv", "ods-successors", 11, 0),
        ("system-mapping.csv", "provider-mapping", 9, 1),
        ("gp-reg-pat-prac-map-2022-01.csv", "practice-mapping", 5, 0),
        ("locations.json", "cqc-api", 4, 1),
        ("location_RW603.json", "cqc-api", 1, 0),
        ("provider_1-1004515435.json", "cqc-api", 1, 0),
    ],
)
def test_every_row_is_accounted_for(name, connector, read_rows, ignored):
    reading = read(name, connector)

    assert_accounts(reading)
    assert (reading.read, len(reading.ignored), len(reading.rejected)) == (read_rows, ignored, 0)


def test_trusts_of_the_27_column_file():
    reading = read("etr-2022-03.csv", "ods-trusts")

    pennine = fact(reading, "RW6")
    assert pennine["name"] == "Pennine Acute Hospitals NHS Trust"
    assert (pennine["opened_on"], pennine["closed_on"]) == (dt.date(2002, 4, 1), dt.date(2021, 9, 30))
    assert pennine["postcode"] == "M8 5RB"
    assert fact(reading, "RX7")["kind"] == Kind.AMBULANCE
    parents = reading.records.filter((pl.col("code") == "RM3") & (pl.col("fact") == "belonging"))
    assert dict(zip(parents["hierarchy"], parents["other"], strict=True)) == {"icb": "QOP", "region": "Y62"}


def test_trusts_of_the_24_column_file():
    assert fact(read("etr-2015.csv", "ods-trusts"), "RM3")["name"] == "Salford Royal NHS Foundation Trust"


def test_practice_with_its_commissioner_and_dates():
    reading = read("epraccur-2022-01.csv", "ods-practices")

    closed = fact(reading, "A81003", "belonging")
    assert (closed["hierarchy"], closed["other"]) == (Hierarchy.PLACE, "00K")
    assert (closed["from_on"], closed["to_on"]) == (dt.date(2013, 4, 1), dt.date(2017, 10, 31))
    assert fact(reading, "A81003")["closed_on"] == dt.date(2017, 10, 31)
    assert fact(reading, "A82048")["status"] == "dormant"
    assert any("community health service" in why for why in reading.ignored.values())


def test_hub_is_not_a_place():
    assert "hub" in next(iter(read("eccg-2018-11.csv", "ods-commissioners").ignored.values()))


def test_practice_mapping_tells_each_group_once():
    reading = read("gp-reg-pat-prac-map-2022-01.csv", "practice-mapping")

    told = reading.records.filter((pl.col("fact") == "organisation") & (pl.col("code") == "QOP"))
    assert told.height == 1
    assert fact(reading, "00Y")["ons_code"] == "E38000135"
    parents = reading.records.filter((pl.col("code") == "P85007") & (pl.col("fact") == "belonging"))
    assert dict(zip(parents["hierarchy"], parents["other"], strict=True)) == {
        "pcn": "U14327",
        "place": "00Y",
        "icb": "QOP",
        "region": "Y62",
    }
    assert set(parents["as_at"]) == {dt.date(2022, 1, 1)}


def test_system_mapping_trims_codes_and_ignores_a_repeat():
    reading = read("system-mapping.csv", "provider-mapping")

    assert fact(reading, "AQM01")["kind"] == Kind.URGENT
    assert [why for why in reading.ignored.values() if why.startswith("The same as row")]
    assert fact(reading, "QOP")["name"] == "NHS Greater Manchester Integrated Care Board"
    assert fact(reading, "Y62")["name"] == "North West"


def test_wrong_file_of_the_same_service_is_named():
    with pytest.raises(InputRefused, match="not the file of NHS trusts"):
        read("epraccur-2022-01.csv", "ods-trusts")
    with pytest.raises(InputRefused, match="not the file of GP practices"):
        read("etr-2022-03.csv", "ods-practices")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "web page"),
        (b"RMC,BOLTON\n", "2 columns"),
        (
            b"QOP,A STREET,,,,,BL4 0JR,19930401" + b"," * 16,
            "Column 11 .* should hold the Open Date.* nothing",
        ),
    ],
)
def test_file_that_is_no_ods_file_is_refused(written, content, says):
    with pytest.raises(InputRefused, match=says):
        connector_named("ods-trusts").read(written("etr.csv", content))


def trust_line(**changes: str) -> str:
    cells = {
        "code": "RMC",
        "name": "BOLTON NHS FOUNDATION TRUST",
        "opened": "19930401",
        "closed": "",
    } | changes
    row = [cells["code"], cells["name"], "Y62", "QOP", *[""] * 5, "BL4 0JR", cells["opened"], cells["closed"]]
    return ",".join([*row, *[""] * 15])


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (trust_line(code="RMX", opened="1993-04-01"), "not_a_date"),
        (trust_line(code="RMX", opened="20200401", closed="20200331"), "ends_before_it_begins"),
        (trust_line(code="RMX", name=" "), "name_missing"),
        (trust_line(name="BOLTON HOSPITALS"), "duplicate"),
    ],
)
def test_bad_row_is_rejected_with_its_reason(written, second, code):
    path = written("etr.csv", f"{trust_line()}\n{second}\n")

    reading = connector_named("ods-trusts").read(path)

    assert [(problem.row, problem.code) for problem in reading.rejected] == [(2, code)]
    assert_accounts(reading)


def test_same_row_twice_is_ignored(written):
    reading = connector_named("ods-trusts").read(written("etr.csv", f"{trust_line()}\n{trust_line()}\n"))

    assert reading.ignored == {2: "The same as row 1."}


def test_latin_1_is_read(written):
    path = written("etr.csv", trust_line(name="ST BÉDE TRUST").encode("cp1252"))

    assert fact(connector_named("ods-trusts").read(path), "RMC")["name"] == "St Béde Trust"


def test_moved_heading_names_what_was_expected_and_found(written):
    path = written("lookup.csv", "old_code,newer,date\nRW6,RM3,2021-10-01\n")

    with pytest.raises(InputRefused, match="Expected and not found: 'new_code'"):
        connector_named("ods-successors").read(path)


def test_succession_to_itself_or_without_date_is_rejected(written):
    path = written(
        "lookup.csv",
        "old_code,new_code,date\nRW6,RW6,2021-10-01\nRW6,RM3,\n,RM3,2021-10-01\nRW6,RM3,2021-13-01\n",
    )

    codes = [problem.code for problem in connector_named("ods-successors").read(path).rejected]

    assert codes == ["own_successor", "date_missing", "code_missing", "not_a_date"]


def test_unknown_region_and_missing_code_are_rejected(written):
    lines = ["Code,Name,ICB Code,ICB Name,Region Name", "RMC,Bolton,QOP,GM,Mars", ",Bolton,QOP,GM,London"]
    reading = connector_named("provider-mapping").read(written("mapping.csv", "\n".join(lines)))

    assert [problem.code for problem in reading.rejected] == ["region_unknown", "code_missing"]


def test_unknown_status_is_rejected(written):
    text = (SAMPLES / "epraccur-2022-01.csv").read_text().replace('"","A","B","00Y"', '"","X","B","00Y"')

    reading = connector_named("ods-practices").read(written("epraccur.csv", text))

    assert {problem.code for problem in reading.rejected} == {"status_unknown"}
    assert_accounts(reading)


def test_mapping_with_a_wrong_date_is_rejected(written):
    text = (
        (SAMPLES / "gp-reg-pat-prac-map-2022-01.csv").read_text().replace("01Jan2022,P85612", "1/1/22,P85612")
    )

    reading = connector_named("practice-mapping").read(written("map.csv", text))

    assert [problem.code for problem in reading.rejected] == ["not_a_date"]


def test_provider_list_needs_a_known_kind(written):
    text = "code,name,kind,region,first_seen,last_seen,seen_in\nNT3,Spire,clinic,,2024-01,2025-01,cancer\n"

    reading = connector_named("provider-list").read(written("list.csv", text))

    assert [problem.code for problem in reading.rejected] == ["kind_unknown"]

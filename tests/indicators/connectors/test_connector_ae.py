"""A&E: figures worked out by hand from the samples, and the traps of the publication."""

import pytest

from trigpoint.common.errors import InputRefused
from trigpoint.indicators.connectors import ae

SEPTEMBER = "ae/ae_activity_2024-09.csv"
APRIL_SHEET = "ae/April-2025-AE.csv"
MAY_SHEET = "ae/May-2025-AE.csv"
DATABASE = "ae/ae_monthly_provider_from_database.csv"


def test_monthly_csv_adds_the_booked_appointments(samples, figures):
    found = figures(ae.read(samples / SEPTEMBER))

    whole = found.one("ae-4hour", "R0A")
    first = found.one("ae-4hour-type1", "R0A")
    assert (whole["numerator"], whole["denominator"]) == (42535 - 12877, 42535)
    assert whole["value"] == pytest.approx(69.7261, abs=1e-4)
    assert (first["numerator"], first["denominator"]) == (26823 - 12090, 26823)
    assert first["value"] == pytest.approx(54.9267, abs=1e-4)
    assert found.one("ae-attendances", "R0A")["value"] == 42535
    assert str(whole["period_start"]) == "2024-09-01"
    assert str(whole["period_end"]) == "2024-09-30"
    assert whole["row"] == 3


def test_monthly_csv_waits_for_a_bed(samples, figures):
    found = figures(ae.read(samples / SEPTEMBER))

    over_four = found.one("ae-dta-over-4h", "R0A")
    over_twelve = found.one("ae-12hour-dta", "R0A")
    assert (over_four["numerator"], over_four["denominator"]) == (3878 + 179, 5452 + 137 + 168)
    assert over_four["value"] == pytest.approx(70.4707, abs=1e-4)
    assert over_twelve["value"] == pytest.approx(3.1093, abs=1e-4)


def test_total_row_is_ignored_however_it_is_spelt(samples, figures):
    reading = ae.read(samples / SEPTEMBER)

    figures(reading).assert_every_row_once()
    assert reading.ignored == {19: "a total of England, not an organisation"}
    assert reading.read == 18


def test_provider_without_attendances_has_no_percentage(samples, figures):
    records = ae.read(samples / SEPTEMBER).records

    made = records.filter(records["organisation"] == "RAN")["indicator"].to_list()
    assert made == ["ae-attendances"]


@pytest.mark.parametrize(
    ("sample", "within", "attended", "value", "type_1", "twelve"),
    [
        (APRIL_SHEET, 30799, 43674, 70.5202, 56.7416, 1.7029),
        (MAY_SHEET, 32960, 46155, 71.4115, 58.1713, 1.7457),
    ],
)
def test_provider_level_layout(samples, figures, sample, within, attended, value, type_1, twelve):
    found = figures(ae.read(samples / sample))

    whole = found.one("ae-4hour", "R0A")
    assert (whole["numerator"], whole["denominator"]) == (within, attended)
    assert whole["value"] == pytest.approx(value, abs=1e-4)
    assert found.one("ae-4hour-type1", "R0A")["value"] == pytest.approx(type_1, abs=1e-4)
    assert found.one("ae-12hour-dta", "R0A")["value"] == pytest.approx(twelve, abs=1e-4)
    found.assert_every_row_once()


def test_provider_level_over_four_hours_already_holds_over_twelve(samples, figures):
    found = figures(ae.read(samples / APRIL_SHEET))

    assert found.one("ae-dta-over-4h", "R0A")["numerator"] == 3698


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("Monthly-AE-April-2025-revised-x1y2z.csv", "2025-04-01"),
        ("March-2026-AE.csv", "2026-03-01"),
        ("AE provider 2025-11.csv", "2025-11-01"),
        ("Dec-25 A&E by provider.csv", "2025-12-01"),
    ],
)
def test_provider_level_month_from_the_file_name(changed, figures, name, start):
    path = changed(APRIL_SHEET, "RC9", "RC9", name=name)

    assert str(figures(ae.read(path)).one("ae-4hour", "R0A")["period_start"]) == start


@pytest.mark.parametrize("name", ["provider-level.csv", "April-2025-and-May-2025.csv"])
def test_provider_level_without_one_month_in_the_name_is_refused(changed, name):
    path = changed(APRIL_SHEET, "RC9", "RC9", name=name)

    with pytest.raises(InputRefused, match="names"):
        ae.read(path)


def test_database_months_with_booked_appointments(samples, figures):
    found = figures(ae.read(samples / DATABASE))

    whole = found.one("ae-4hour", "R0A", "2022-06-01")
    assert (whole["numerator"], whole["denominator"]) == (42414 - 16077, 42414)
    found.assert_every_row_once()


@pytest.mark.parametrize("start", ["2020-04-01", "2022-06-01"])
def test_nobody_over_four_hours_in_a_busy_month_is_not_reported(samples, figures, start):
    found = figures(ae.read(samples / DATABASE))

    for indicator in ("ae-4hour", "ae-4hour-type1"):
        silent = found.one(indicator, "RGT", start)
        assert (silent["value"], silent["numerator"], silent["denominator"]) == (None, None, None)
        assert silent["note"] == "not reported"
    assert found.one("ae-attendances", "RGT", start)["value"] > 1000


def test_more_waits_than_admissions_leaves_the_other_figures(samples, figures):
    found = figures(ae.read(samples / DATABASE))

    waits = found.one("ae-dta-over-4h", "RRK")
    assert waits["value"] is None
    assert "more waits than" in waits["note"]
    assert found.one("ae-4hour", "RRK")["value"] is not None


def test_headings_of_2019_and_no_booked_columns(tmp_path, figures):
    path = tmp_path / "Monthly-AE-May-2019.csv"
    path.write_text(
        "Period,Org Code,Parent Org,Org name,Number of A&E attendances Type 1,Number of A&E attendances Type 2,"
        "Number of A&E attendances Other A&E Department,Number of attendances over 4hrs Type 1,"
        "Number of attendances over 4hrs Type 2,Number of attendances over 4hrs Other A&E Department,"
        "Patients who have waited 4-12 hs from DTA to admission,"
        "Patients who have waited 12+ hrs from DTA to admission,Emergency admissions via A&E - Type 1,"
        "Emergency admissions via A&E - Type 2,Emergency admissions via A&E - Other A&E department,"
        "Other emergency admissions\r\n"
        "MSitAE-MAY-2019,XAA,REGION,TRAINING (FICTIONAL),8000,100,900,1500,5,20,300,2,2000,0,10,200\r\n"
    )

    whole = figures(ae.read(path)).one("ae-4hour", "XAA")
    assert (whole["numerator"], whole["denominator"]) == (9000 - 1525, 9000)


def test_booked_column_under_a_new_heading_is_refused_not_dropped(changed):
    path = changed(SEPTEMBER, "A&E attendances Booked Appointments Type 1", "A&E booked attendances Type 1")

    with pytest.raises(InputRefused, match="booked attendances Type 1") as refused:
        ae.read(path)
    assert refused.value.problems[0].code == "header_moved"


def test_moved_header_names_expected_and_found(changed):
    path = changed(SEPTEMBER, "Attendances over 4hrs Type 1", "Attendances beyond 4hrs Type 1", count=1)

    with pytest.raises(InputRefused) as refused:
        ae.read(path)
    problem = refused.value.problems[0]
    assert problem.code == "header_moved"
    assert "'Attendances over 4hrs Type 1'" in problem.message
    assert "'Attendances beyond 4hrs Type 1'" in problem.message
    assert problem.row == 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("23533,3004", "2353x,3004", "not_a_number"),
        ("23533,3004", "-23533,3004", "negative"),
        ("23533,3004", "=1+1,3004", "formula_cell"),
        ("10679,117", "99679,117", "numerator_over_denominator"),
        ("MSitAE-SEPTEMBER-2024,R0A", "MSitAE-2024,R0A", "period_unreadable"),
        (",R0A,", ",,", "organisation_missing"),
        (",R0A,", ",R,", "organisation_unreadable"),
        ("MANCHESTER UNIVERSITY NHS", "MANCHESTER,1,2,3,4,5,6,7,8,9", "too_many_cells"),
    ],
)
def test_bad_row_is_rejected_and_the_others_stay(changed, figures, old, new, code):
    reading = ae.read(changed(SEPTEMBER, old, new, count=1))

    problem = reading.rejected[0]
    assert [(p.row, p.code) for p in reading.rejected] == [(3, code)]
    assert problem.content
    assert problem.remedy
    figures(reading).assert_every_row_once()


def test_suppressed_figure_is_null_and_says_so(changed, figures):
    found = figures(ae.read(changed(SEPTEMBER, "23533,3004", "*,3004", count=1)))

    assert found.one("ae-4hour", "R0A")["note"] == "suppressed"
    assert found.one("ae-12hour-dta", "R0A")["value"] is not None


def test_columns_in_another_order_give_the_same(samples, tmp_path):
    table = [line.split(",") for line in (samples / SEPTEMBER).read_text().splitlines() if '"' not in line]
    path = tmp_path / "turned.csv"
    path.write_text("\n".join(",".join(reversed(cells)) for cells in table))

    turned = ae.read(path).records
    straight = ae.read(samples / SEPTEMBER).records
    wanted = straight.filter(straight["organisation"] == "R0A").drop("row")
    assert turned.filter(turned["organisation"] == "R0A").drop("row").equals(wanted)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_encodings_line_ends_case_and_a_stray_column(samples, tmp_path, encoding):
    text = (samples / SEPTEMBER).read_text()
    heading, rest = text.split("\n", 1)
    path = tmp_path / "variant.csv"
    lines = (heading.upper() + ",\n" + rest.replace("MANCHESTER", "MANCH\u2013STER")).replace("\n", "\r\n")
    path.write_bytes(lines.encode(encoding))

    assert ae.read(path).records.equals(ae.read(samples / SEPTEMBER).records)


def test_sum_that_does_not_add_up_in_the_provider_level_layout(changed, figures):
    reading = ae.read(changed(MAY_SHEET, '"32,960"', '"32,961"'))

    assert [problem.code for problem in reading.rejected] == ["does_not_add_up"]
    figures(reading).assert_every_row_once()


def test_two_hundred_thousand_rows(samples, tmp_path, figures):
    heading, *lines = (samples / SEPTEMBER).read_text().splitlines()
    path = tmp_path / "large.csv"
    path.write_text("\n".join([heading, *(lines[1:-1] * 12_500)]))

    reading = ae.read(path)
    assert reading.read == 200_000
    assert reading.records["row"].n_unique() == 200_000
    assert reading.records.filter(reading.records["row"] == 199_986)["organisation"][0] == "R0A"

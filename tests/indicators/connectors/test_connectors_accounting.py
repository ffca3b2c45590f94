"""Whatever is done to a row, it is accepted, rejected or ignored, and exactly once."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from trigpoint.common.errors import InputRefused
from trigpoint.indicators.connectors import (
    ae,
    beds,
    cancer_62d,
    criteria_to_reside,
    gp_list_size,
    outcomes,
    sickness_absence,
    trust_cross_section,
)

SAMPLES = [
    (ae, "ae/ae_activity_2024-04.csv"),
    (ae, "ae/ae_activity_2024-09.csv"),
    (ae, "ae/May-2025-AE.csv"),
    (ae, "ae/ae_monthly_provider_from_database.csv"),
    (cancer_62d, "cancer/gold_62d_trust_month.csv"),
    (beds, "beds/healthyr_england_critical_general_acute_beds.csv"),
    (criteria_to_reside, "discharge/healthyr_england_trust_criteria_to_reside.csv"),
    (sickness_absence, "sickness/nhs_sickness_absence_2024-04.csv"),
    (trust_cross_section, "multi/EXTRACT_trust_quality_cross_section_2026-03.csv"),
    (outcomes, "outcomes/outcomes_training.csv"),
    (gp_list_size, "lists/Patient_List_Size_2014_04-06.csv"),
    (gp_list_size, "lists/gp-reg-pat-prac-all_2021-01.csv"),
]
NO_SHARES = ["shmi", "criteria-to-reside", "deaths-in-hospital", "never-events"]
MANGLED = st.sampled_from(
    [
        "",
        " ",
        "*",
        "-",
        "n/a",
        "Total ",
        "England",
        "=1+1",
        "-5",
        "1e9",
        "12,5",
        "1,234",
        "76.00%",
        "NaN",
        "R0A",
        "x",
    ]
)
CHANGES = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 60), MANGLED | st.text(max_size=5).filter(str.isprintable)),
    max_size=8,
)


@pytest.mark.parametrize(("connector", "sample"), SAMPLES, ids=[sample for _, sample in SAMPLES])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(changes=CHANGES, tail=st.sampled_from(["", "\n\n", ",,,\n", "a,b\n"]))
def test_every_row_once_however_mangled(samples, figures, tmp_path_factory, connector, sample, changes, tail):
    table = list(csv.reader(io.StringIO((samples / sample).read_text(), newline="")))
    for row, column, text in changes:
        cells = table[1 + row % (len(table) - 1)]
        cells[column % len(cells)] = text
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    path = tmp_path_factory.mktemp("mangled") / sample.rsplit("/", 1)[-1]
    path.write_text(out.getvalue() + tail, encoding="utf-8", newline="")

    found = figures(connector.read(path))
    found.assert_every_row_once()
    assert found.reading.records["value"].is_nan().sum() == 0


@pytest.mark.parametrize(("connector", "sample"), SAMPLES, ids=[sample for _, sample in SAMPLES])
def test_sample_loads_without_a_rejected_row(samples, figures, connector, sample):
    reading = connector.read(samples / sample)

    figures(reading).assert_every_row_once()
    assert reading.rejected == ()
    assert reading.records.height > 0


@pytest.mark.parametrize(("connector", "sample"), SAMPLES, ids=[sample for _, sample in SAMPLES])
def test_percentages_are_what_their_parts_say(samples, connector, sample):
    records = connector.read(samples / sample).records.drop_nulls(["value", "numerator", "denominator"])

    for record in records.filter(~records["indicator"].is_in(NO_SHARES)).iter_rows(named=True):
        assert record["value"] == pytest.approx(100 * record["numerator"] / record["denominator"])
        assert 0 <= record["value"] <= 100


def test_provider_level_sheet_of_a_workbook_gives_the_same_as_its_csv(samples, tmp_path, figures):
    rows = list(csv.reader((samples / "ae/April-2025-AE.csv").read_text().splitlines()))
    book = Workbook()
    book.active.title = "Provider Level Data"
    book.active.append(["Title:", "A&E Attendances and Emergency Admissions"])
    book.active.append([])
    for cells in rows:
        book.active.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in cells])
    path = tmp_path / "April-2025-AE-by-provider.xlsx"
    book.save(path)

    wanted = ae.read(samples / "ae/April-2025-AE.csv").records.drop("row")
    assert ae.read(path).records.drop("row").equals(wanted)
    figures(ae.read(path)).assert_every_row_once()


def test_workbook_without_the_sheet_names_its_sheets(tmp_path):
    book = Workbook()
    book.active["A1"] = "Code"
    path = tmp_path / "April-2025.xlsx"
    book.save(path)

    with pytest.raises(InputRefused, match="Its sheets are: Sheet"):
        ae.read(path)

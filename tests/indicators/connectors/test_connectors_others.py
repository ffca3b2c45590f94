"""The other connectors: figures worked out by hand from the samples, and the traps of each publication."""

import datetime as dt

import polars as pl
import pytest

from trigpoint.common.errors import InputRefused
from trigpoint.indicators.connectors import (
    beds,
    cancer_62d,
    criteria_to_reside,
    gp_list_size,
    sickness_absence,
    trust_cross_section,
)

CANCER = "cancer/gold_62d_trust_month.csv"
BEDS = "beds/healthyr_england_critical_general_acute_beds.csv"
DISCHARGE = "discharge/healthyr_england_trust_criteria_to_reside.csv"
SICKNESS = "sickness/nhs_sickness_absence_2024-04.csv"
CROSS_SECTION = "multi/EXTRACT_trust_quality_cross_section_2026-03.csv"
QUARTER = "lists/Patient_List_Size_2014_04-06.csv"
LISTS = "lists/gp-reg-pat-prac-all_2021-01.csv"


def test_cancer_keeps_half_patients_and_leaves_england_out(samples, figures):
    reading = cancer_62d.read(samples / CANCER)
    found = figures(reading)

    manchester = found.one("cancer-62d", "R0A", "2024-11-01")
    assert (manchester["numerator"], manchester["denominator"]) == (289.0, 463.5)
    assert manchester["value"] == pytest.approx(62.3517, abs=1e-4)
    assert found.one("cancer-62d", "AQK", "2025-08-01")["denominator"] == 0.5
    assert found.one("cancer-62d", "RRF", "2024-02-01")["value"] == 75.0
    assert len(reading.ignored) == 4
    found.assert_every_row_once()


def test_cancer_combined_csv_takes_only_the_provider_figure_for_all(tmp_path, figures):
    path = tmp_path / "2024-25-Monthly-Combined-CSV.csv"
    heading = (
        "Period,Basis,Org_Code,Parent_Org,Org_Name,Standard_or_Item,Cancer_Type,Referral_Route_or_Stage,"
        "Treatment_Modality,Total,Within,After,Performance"
    )
    every = "ALL CANCERS,All routes,ALL MODALITIES"
    rows = [
        f"01/04/2024,Provider,XAA,P,TRAINING (FICTIONAL),62D,{every},20.5,15.5,5,0.756",
        f"01/04/2024,Commissioner,XAB,P,TRAINING (FICTIONAL),62D,{every},20,15,5,0.75",
        f"01/04/2024,Provider,XAA,P,TRAINING (FICTIONAL),31D,{every},20,15,5,0.75",
        "01/04/2024,Provider,XAA,P,TRAINING (FICTIONAL),62D,Lung,ALL ROUTES,ALL MODALITIES,2,1,1,0.5",
        f"01/04/2024,Provider,Total,P,Total,62D,{every},20.5,15.5,5,0.756",
    ]
    path.write_text("\n".join([heading, *rows]))

    reading = cancer_62d.read(path)
    figure = figures(reading).one("cancer-62d", "XAA")
    assert (figure["numerator"], figure["denominator"], figure["row"]) == (15.5, 20.5, 2)
    assert figure["period_end"] == dt.date(2024, 4, 30)
    figures(reading).assert_every_row_once()


def test_cancer_parts_that_do_not_add_up_are_rejected(changed):
    reading = cancer_62d.read(changed(CANCER, "463.5,289.0", "463.5,290.0"))

    assert [problem.code for problem in reading.rejected] == ["does_not_add_up"]


def test_beds_occupancy_from_beds(samples, figures):
    found = figures(beds.read(samples / BEDS))

    general = found.one("beds-ga-occupancy", "R0A", "2022-04-01")
    critical = found.one("beds-critical-occupancy", "R0A", "2022-04-01")
    assert (general["numerator"], general["denominator"]) == (2031, 2286)
    assert general["value"] == pytest.approx(88.8451, abs=1e-4)
    assert critical["value"] == pytest.approx(73.6)
    assert general["period_end"] == dt.date(2022, 4, 30)
    found.assert_every_row_once()


def test_beds_hospital_without_critical_care_has_no_such_figure(samples):
    records = beds.read(samples / BEDS).records

    assert records.filter(pl.col("organisation") == "RBS")["indicator"].unique().to_list() == [
        "beds-ga-occupancy"
    ]


def test_beds_more_occupied_than_available_is_rejected(changed):
    reading = beds.read(changed(BEDS, "2286.0,2031.0", "2031.0,2286.0"))

    assert [(p.row, p.code) for p in reading.rejected] == [(2, "numerator_over_denominator")]


def test_beds_long_csv_joins_available_and_occupied(tmp_path, figures):
    path = tmp_path / "beds.csv"
    rows = [
        "April 2024,National,ENG,England,G&A beds available,All Type,900",
        "April 2024,Provider,XAA,TRAINING,G&A beds available,All Type,200",
        "April 2024,Provider,XAA,TRAINING,G&A beds occupied,All Type,180",
        "April 2024,Provider,XAA,TRAINING,G&A beds occupied,Type 1,150",
        "April 2024,Provider,XAA,TRAINING,G&A occupancy rate,All Type,0.9",
        "April 2024,Provider,XAB,TRAINING,G&A beds occupied,All Type,10",
    ]
    path.write_text("\n".join(["Period,Level,Org Code,Org Name,Metric,Type,Value", *rows]))

    reading = beds.read(path)
    figure = figures(reading).one("beds-ga-occupancy", "XAA")
    assert (figure["numerator"], figure["denominator"], figure["row"]) == (180, 200, 4)
    assert [(p.row, p.code) for p in reading.rejected] == [(7, "half_a_figure")]
    figures(reading).assert_every_row_once()


def test_criteria_to_reside_mean_of_the_days(samples, figures):
    found = figures(criteria_to_reside.read(samples / DISCHARGE))

    january = found.one("criteria-to-reside", "R0A")
    assert (january["numerator"], january["denominator"]) == (15561, 31)
    assert january["value"] == pytest.approx(501.968, abs=1e-3)
    assert january["note"] == ""
    found.assert_every_row_once()


def test_criteria_to_reside_noughts_are_days_not_returned(samples, figures):
    reading = criteria_to_reside.read(samples / DISCHARGE)

    april = figures(reading).one("criteria-to-reside", "RDU")
    assert (april["numerator"], april["denominator"]) == (4781, 25)
    assert april["value"] == pytest.approx(191.24)
    assert april["note"] == "returned on 25 of 30 days"
    assert "no figure that day" in " ".join(reading.ignored.values())


def test_criteria_to_reside_too_few_days_gives_no_mean(samples, tmp_path, figures):
    lines = (samples / DISCHARGE).read_text().splitlines()
    few = [line for line in lines if line.startswith("R0A")][:19]
    path = tmp_path / "few.csv"
    path.write_text("\n".join([lines[0], *few]))

    figure = figures(criteria_to_reside.read(path)).one("criteria-to-reside", "R0A")
    assert figure["value"] is None
    assert figure["note"] == "returned on 19 of 31 days"


def test_criteria_to_reside_day_twice_is_rejected(samples, tmp_path, figures):
    lines = (samples / DISCHARGE).read_text().splitlines()
    path = tmp_path / "twice.csv"
    path.write_text("\n".join([*lines, lines[1]]))

    reading = criteria_to_reside.read(path)
    assert [problem.code for problem in reading.rejected] == ["duplicate", "duplicate"]
    figures(reading).assert_every_row_once()


def test_criteria_to_reside_small_hospital_may_have_nobody(tmp_path, figures):
    path = tmp_path / "small.csv"
    days = [f"XAA,2024-02-{day:02},{day % 2}" for day in range(1, 30)]
    path.write_text("\n".join(["nhs_trust22_code,date,do_not_meet_criteria_to_reside", *days]))

    figure = figures(criteria_to_reside.read(path)).one("criteria-to-reside", "XAA")
    assert (figure["numerator"], figure["denominator"]) == (15, 29)


def test_sickness_absence_of_providers(samples, figures):
    reading = sickness_absence.read(samples / SICKNESS)
    found = figures(reading)

    manchester = found.one("sickness-absence", "R0A")
    assert manchester["value"] == pytest.approx(5.72431, abs=1e-5)
    assert (manchester["period_start"], manchester["period_end"]) == (
        dt.date(2024, 4, 1),
        dt.date(2024, 4, 30),
    )
    assert set(reading.ignored) == {2, 3}
    found.assert_every_row_once()


def test_sickness_absence_rate_that_contradicts_its_days_is_rejected(changed):
    reading = sickness_absence.read(changed(SICKNESS, "813640.1591,5.72", "813640.1591,2.75"))

    assert [problem.code for problem in reading.rejected] == ["does_not_add_up"]


@pytest.mark.parametrize(
    ("indicator", "value", "numerator", "denominator", "start", "end"),
    [
        ("shmi", 0.9936, 4165, 4190, "2025-01-01", "2025-12-31"),
        ("fft-inpatient-positive", 97.5041, 10079, 10337, "2026-03-01", "2026-03-31"),
        ("fft-inpatient-negative", 0.6288, 65, 10337, "2026-03-01", "2026-03-31"),
        ("mrsa-cases", 11, None, None, "2025-01-01", "2025-12-31"),
        ("cdiff-ratio", 0.84, None, None, "2025-01-01", "2025-12-31"),
        ("ecoli-ratio", 1.04, None, None, "2025-01-01", "2025-12-31"),
        ("diagnostics-6week", 7.3574, 2268, 30826, "2026-03-01", "2026-03-31"),
        ("cancer-fds", 78.6701, 4330, 5504, "2026-01-01", "2026-01-31"),
        ("rtt-18week", 61.5087, 105627, 171727, "2026-03-23", "2026-03-29"),
        ("rtt-52week", 1.1710, 2011, 171727, "2026-03-23", "2026-03-29"),
        ("handover-over-30", 7.9892, 505, 6321, "2026-03-01", "2026-03-31"),
        ("handover-over-60", 0.6645, 42, 6321, "2026-03-01", "2026-03-31"),
        ("cancelled-operations", 645, None, None, "2026-01-01", "2026-03-31"),
        ("cancelled-not-treated-28", 15.8140, 102, 645, "2026-01-01", "2026-03-31"),
        ("beds-ga-occupancy", 91.2607, 1911, 2094, "2026-03-01", "2026-03-31"),
        ("complaints-new", 1941, None, None, "2024-04-01", "2025-03-31"),
        ("complaints-upheld", 78.42, None, None, "2024-04-01", "2025-03-31"),
        ("staff-raising-concerns", 6.4109, None, None, "2025-01-01", "2025-12-31"),
        ("staff-compassionate", 7.2680, None, None, "2025-01-01", "2025-12-31"),
    ],
)
def test_cross_section_figure(samples, figures, indicator, value, numerator, denominator, start, end):
    figure = figures(trust_cross_section.read(samples / CROSS_SECTION)).one(indicator, "R0A")

    assert figure["value"] == pytest.approx(value, abs=1e-4)
    assert (figure["numerator"], figure["denominator"]) == (numerator, denominator)
    assert (str(figure["period_start"]), str(figure["period_end"])) == (start, end)


def test_cross_section_band_ratings_and_what_a_trust_lacks(samples, figures):
    reading = trust_cross_section.read(samples / CROSS_SECTION)

    figures(reading).assert_every_row_once()
    assert figures(reading).one("shmi", "R0A")["band"] == "As expected"
    ratings = reading.ratings.filter(pl.col("organisation") == "R0A")
    assert dict(ratings.select("domain", "rating").iter_rows())["caring"] == "Good"
    assert set(ratings["reported_on"]) == {dt.date(2019, 3, 19)}
    assert set(ratings["domain"]) == {"overall", "safe", "effective", "caring", "responsive", "well_led"}
    community = reading.records.filter(pl.col("organisation") == "RYX")["indicator"].to_list()
    assert "shmi" not in community
    assert "staff-morale" in community
    assert reading.ratings.filter(pl.col("organisation") == "RYX").is_empty()


def test_list_size_by_age_is_summed_and_clinics_are_left_out(samples, figures):
    reading = gp_list_size.read(samples / QUARTER)
    found = figures(reading)

    practice = found.one("gp-list-size", "P92003")
    assert practice["value"] == 8122
    assert (practice["period_start"], practice["period_end"]) == (dt.date(2014, 4, 1), dt.date(2014, 6, 30))
    assert reading.ignored[2] == "nobody is registered here: a clinic or a closed practice"
    found.assert_every_row_once()


def test_list_size_of_all_practices(samples, figures):
    found = figures(gp_list_size.read(samples / LISTS))

    practice = found.one("gp-list-size", "A84002")
    assert (practice["value"], practice["period_start"]) == (5903, dt.date(2021, 1, 1))
    found.assert_every_row_once()


def test_list_size_without_a_quarter_in_the_name_is_refused(changed):
    path = changed(QUARTER, "LONDON", "LONDON", name="lists.csv")

    with pytest.raises(InputRefused, match="quarter only in the file name"):
        gp_list_size.read(path)


@pytest.mark.parametrize(
    ("connector", "sample", "heading"),
    [
        (cancer_62d, CANCER, "within_62d"),
        (beds, BEDS, "general_acute_beds_occupied"),
        (criteria_to_reside, DISCHARGE, "do_not_meet_criteria_to_reside"),
        (sickness_absence, SICKNESS, "FTE_DAYS_LOST"),
        (trust_cross_section, CROSS_SECTION, "observed_deaths_latest"),
        (gp_list_size, QUARTER, "Female 75+"),
        (gp_list_size, LISTS, "NUMBER_OF_PATIENTS"),
    ],
)
def test_moved_header_stops_every_connector(changed, connector, sample, heading):
    path = changed(sample, heading, "something else", count=1)

    with pytest.raises(InputRefused) as refused:
        connector.read(path)
    problem = refused.value.problems[0]
    assert problem.code == "header_moved"
    assert f"'{heading}'" in problem.message
    assert "something else" in problem.message

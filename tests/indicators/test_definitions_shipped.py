"""The definitions that ship: complete, consistent, and told in documents that are current."""

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from trigpoint.indicators import definitions
from trigpoint.indicators.definitions import (
    DIMENSIONS,
    PROVIDER_KINDS,
    blind_spots_of,
    definition,
    indicators_of,
    library,
)
from trigpoint.indicators.errors import DefinitionInvalid, DefinitionUnknown
from trigpoint.indicators.management.commands import make_indicators_document
from trigpoint.organisations.models import Kind

CODES = [
    "ae-4hour",
    "ae-4hour-type1",
    "ae-12hour-dta",
    "ae-dta-over-4h",
    "ae-attendances",
    "cancer-62d",
    "beds-ga-occupancy",
    "beds-critical-occupancy",
    "criteria-to-reside",
    "sickness-absence",
    "shmi",
    "fft-inpatient-positive",
    "fft-inpatient-negative",
    "mrsa-cases",
    "cdiff-ratio",
    "ecoli-ratio",
    "diagnostics-6week",
    "cancer-fds",
    "rtt-18week",
    "rtt-52week",
    "handover-over-30",
    "handover-over-60",
    "cancelled-operations",
    "cancelled-not-treated-28",
    "complaints-new",
    "complaints-upheld",
    "staff-raising-concerns",
    "staff-safe-healthy",
    "staff-burnout",
    "staff-engagement",
    "staff-morale",
    "staff-compassionate",
    "gp-list-size",
    "deaths-in-hospital",
    "never-events",
]


def test_library_has_every_code_that_connectors_use():
    assert sorted(library()) == sorted(CODES)


def test_library_is_in_the_order_of_the_dimensions():
    seen = list(dict.fromkeys(each.dimension for each in library().values()))

    assert seen == list(DIMENSIONS)
    assert list(DIMENSIONS.values()) == [
        "Safety",
        "Effectiveness",
        "Experience",
        "Responsiveness",
        "Well-led",
    ]


def test_rolling_mortality_is_not_charted_but_compared_as_observed_against_expected():
    shmi = definition("shmi")

    assert (shmi.rolling_months, shmi.chart, shmi.compare.allowed, shmi.compare.kind) == (
        12,
        "none",
        True,
        "SR",
    )


@pytest.mark.parametrize("code", ["fft-inpatient-positive", "fft-inpatient-negative"])
def test_friends_and_family_is_not_compared_for_the_reason_of_nhs_england(code):
    compare = definition(code).compare

    assert not compare.allowed
    assert compare.kind is None
    assert "NHS England says that results should not be compared between organisations" in compare.reason


def test_counts_and_scores_are_not_compared():
    for each in library().values():
        if each.unit in ("count", "patients", "beds", "score"):
            assert not each.compare.allowed, each.code


@pytest.mark.parametrize(
    ("code", "day", "value", "status"),
    [
        ("ae-4hour", dt.date(2024, 3, 31), 95, "national"),
        ("ae-4hour", dt.date(2024, 4, 1), 78, "national"),
        ("ae-4hour", dt.date(2025, 3, 31), 78, "national"),
        ("ae-4hour", dt.date(2025, 4, 1), 78, "local default"),
        ("cancer-62d", dt.date(2023, 10, 1), 85, "national"),
        ("rtt-18week", dt.date(2026, 3, 31), 92, "national"),
        ("beds-ga-occupancy", dt.date(2026, 3, 31), 92, "local default"),
    ],
)
def test_target_on_a_day(code, day, value, status):
    target = definition(code).target_on(day)

    assert (target.value, target.status) == (value, status)


def test_target_on_a_day_before_any():
    assert definition("cancer-62d").target_on(dt.date(2023, 9, 30)) is None


def test_every_kind_an_indicator_applies_to_is_a_kind_of_the_directory():
    used = {kind for each in library().values() for kind in each.applies_to} | set(PROVIDER_KINDS)

    assert used <= set(Kind.values)


def test_every_question_can_be_filled_in():
    for each in library().values():
        for meaning in ("concern", "improvement", "high", "low", "outlier"):
            text = each.ask(meaning, provider="Bolton", period="Jan 2026", value=None, usual="1 to 2")
            assert not re.search(r"[{}]", text)
            assert text == "" or ("Bolton" in text and text.endswith("?"))


def test_question_of_a_concern_names_provider_period_figure_and_usual_range():
    text = definition("ae-4hour").ask(
        "concern", provider="Bolton", period="Jan 2026", value=61.24, usual="64.0% to 71.9%"
    )

    assert text.startswith(
        "In Jan 2026 61.2% of A&E patients at Bolton were seen and gone within 4 hours, against a usual range of "
        "64.0% to 71.9%."
    )


def test_every_kind_of_provider_is_told_its_gaps_in_every_dimension():
    for kind in PROVIDER_KINDS:
        for dimension in DIMENSIONS:
            assert blind_spots_of(kind, dimension), (kind, dimension)


def test_indicators_of_a_kind_and_dimension():
    assert [each.code for each in indicators_of("practice", "responsiveness")] == ["gp-list-size"]
    assert indicators_of("care_home", "safety") == ()


def test_unknown_code_is_told_with_the_nearest():
    with pytest.raises(
        DefinitionUnknown, match=r"No indicator has the code ae-4hours\. Did you mean ae-4hour\?"
    ):
        definition("ae-4hours")


def test_document_of_the_library_is_current():
    call_command("make_indicators_document", "--check")


def test_document_out_of_date_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(make_indicators_document, "PAGE", tmp_path / "methods" / "indicators.md")

    with pytest.raises(
        CommandError, match=r"indicators\.md is out of date\. Run manage\.py make_indicators_document"
    ):
        call_command("make_indicators_document", "--check")
    call_command("make_indicators_document")
    call_command("make_indicators_document", "--check")

    assert "What we do not measure" in (tmp_path / "methods" / "indicators.md").read_text(encoding="utf-8")


def test_readme_names_every_key_of_the_schema():
    readme = Path(settings.DEFINITIONS_DIR, "README.md").read_text(encoding="utf-8")
    schema = json.loads(Path(settings.DEFINITIONS_DIR, "indicator.schema.json").read_text(encoding="utf-8"))

    missing = [key for key in schema["properties"] if f"`{key}`" not in readme]

    assert missing == []


def test_schema_knows_the_kinds_of_the_directory():
    schema = json.loads(Path(settings.DEFINITIONS_DIR, "indicator.schema.json").read_text(encoding="utf-8"))

    assert set(schema["$defs"]["kind"]["enum"]) <= set(Kind.values)


def test_blind_spots_with_a_fault_are_refused(tmp_path, settings):
    for name in ("indicator.schema.json", "blind_spots.schema.json"):
        shutil.copy(settings.DEFINITIONS_DIR / name, tmp_path)
    (tmp_path / "blind_spots.yaml").write_text(
        "- dimension: safty\n  applies_to: [trust]\n", encoding="utf-8"
    )
    settings.DEFINITIONS_DIR = tmp_path
    definitions.blind_spots.cache_clear()

    with pytest.raises(DefinitionInvalid) as caught:
        definitions.blind_spots()
    definitions.blind_spots.cache_clear()

    told = {problem.column: problem.remedy for problem in caught.value.problems}
    assert told["[1].dimension"].startswith("Did you mean safety?")
    assert told["[1].missing"] == "Add it: What no loaded indicator says, in plain words."

"""What a definition does: shows figures, knows when they are stale, and has a fingerprint."""

import datetime as dt
import shutil

import pytest
from django.conf import settings

from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.indicators import services
from trigpoint.indicators.definitions import definition, library, load_folder
from trigpoint.indicators.models import DefinitionVersion

SHIPPED = settings.DEFINITIONS_DIR / "indicators"


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("ae-4hour", 76.44, "76.4%"),
        ("ae-4hour", 76.45, "76.5%"),  # halves go up, as people round, not to the even digit
        ("ae-4hour", 100, "100.0%"),
        ("ae-4hour", -0.01, "0.0%"),
        ("shmi", 1.0449, "1.04"),
        ("ae-attendances", 12345.0, "12,345"),
        ("criteria-to-reside", 87.5, "88"),
        ("staff-morale", 6.1, "6.10"),
        ("ae-4hour", None, "no figure"),
        ("ae-4hour", float("nan"), "no figure"),
        ("ae-4hour", float("inf"), "no figure"),
    ],
)
def test_show(code, value, words):
    assert definition(code).show(value) == words


@pytest.mark.parametrize(
    ("code", "period_end", "day"),
    [
        # next month ends, 14 days to publication, 14 days of grace
        ("ae-4hour", dt.date(2026, 1, 31), dt.date(2026, 3, 28)),
        ("ae-4hour", dt.date(2026, 2, 28), dt.date(2026, 4, 28)),
        ("ae-4hour", dt.date(2024, 12, 31), dt.date(2025, 2, 28)),
        # a week's end within a month
        ("rtt-18week", dt.date(2026, 3, 29), dt.date(2026, 6, 27)),
        # next quarter ends, 50 days, 30 of grace
        ("cancelled-operations", dt.date(2026, 3, 31), dt.date(2026, 9, 18)),
        # next year ends, 240 days, 60 of grace
        ("complaints-new", dt.date(2025, 3, 31), dt.date(2027, 1, 25)),
    ],
)
def test_stale_after(code, period_end, day):
    assert definition(code).stale_after(period_end) == day


def test_fingerprint_follows_the_content_and_not_the_layout(tmp_path):
    shutil.copy(SHIPPED / "shmi.yaml", tmp_path)
    text = (tmp_path / "shmi.yaml").read_text(encoding="utf-8")

    (tmp_path / "shmi.yaml").write_text(f"# A remark\n{text}", encoding="utf-8")
    same = load_folder(tmp_path)["shmi"]
    (tmp_path / "shmi.yaml").write_text(text.replace("lag_days: 160", "lag_days: 161"), encoding="utf-8")
    other = load_folder(tmp_path)["shmi"]

    assert same.content_sha256 == definition("shmi").content_sha256
    assert same == definition("shmi")
    assert other.content_sha256 != definition("shmi").content_sha256


def test_versions_are_recorded_once_and_audited(quality_lead):
    first = services.record_definitions(by=quality_lead)
    again = services.record_definitions(by=quality_lead)

    assert (first, again) == (len(library()), 0)
    version = DefinitionVersion.objects.get(indicator="shmi")
    event = Event.objects.get(target=f"definitionversion:{version.public_id}")
    assert (event.name, event.actor, event.owner) == ("indicators.definition_recorded", "amina", "QOP")
    assert event.after == {"indicator": "shmi", "sha256": definition("shmi").content_sha256}
    assert event.before is None
    assert version.content["title"] == definition("shmi").title


def test_version_is_recorded_again_when_a_definition_goes_back(quality_lead, tmp_path, monkeypatch):
    shutil.copy(SHIPPED / "shmi.yaml", tmp_path)
    original = load_folder(tmp_path)
    text = (tmp_path / "shmi.yaml").read_text(encoding="utf-8")
    (tmp_path / "shmi.yaml").write_text(text.replace("lag_days: 160", "lag_days: 150"), encoding="utf-8")
    changed = load_folder(tmp_path)

    for day, held in enumerate((original, changed, original), start=1):
        monkeypatch.setattr(services, "library", lambda held=held: held)
        with clock.replaying(dt.date(2026, 11, day)):
            assert services.record_definitions(by=quality_lead) == 1

    fingerprints = list(DefinitionVersion.objects.values_list("sha256", flat=True))
    assert fingerprints == [each["shmi"].content_sha256 for each in (original, changed, original)]
    last = Event.objects.order_by("-at").first()
    assert last.before == {"sha256": changed["shmi"].content_sha256}

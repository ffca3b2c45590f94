"""The size at which pages are timed: one commissioner's providers, indicators and five years of months.

Organisations, definitions and figures are made up from a fixed seed; nothing here is about a real provider.
The statuses come from `surveillance.services.refresh` itself.
"""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml
from django.conf import settings
from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.services import grant_role_at_set_up
from trigpoint.accounts.system import system_person
from trigpoint.actions import services as actions
from trigpoint.actions.models import Action
from trigpoint.actions.rules.drafts import Draft
from trigpoint.common import staging
from trigpoint.indicators.definitions import Definition, library
from trigpoint.indicators.holding import count_held
from trigpoint.indicators.models import Observation, Series
from trigpoint.loads import keeping
from trigpoint.loads.models import LeftOutRow, Load
from trigpoint.organisations.models import Belonging, Hierarchy, Kind, Organisation, Rating
from trigpoint.reports import services as reports
from trigpoint.surveillance.services import compare_peers, refresh

PROVIDERS = {Kind.TRUST: 40, Kind.PRACTICE: 600, Kind.CARE_HOME: 800}
INDICATORS = 300
# How many of the indicators speak of each kind: the rest, nearly all, of trusts.
OF_KIND = {Kind.PRACTICE: 60, Kind.CARE_HOME: 40}
YEARS = 5
FIRST = dt.date(2021, 4, 1)
MONTHS = pl.date_range(FIRST, FIRST.replace(year=FIRST.year + YEARS), "1mo", closed="left", eager=True)
LEFT_OUT = 200
TODAY = dt.date(2026, 4, 20)  # so that most figures are current, whenever this runs
SCALE = (
    f"{', '.join(f'{number} of kind {kind}' for kind, number in PROVIDERS.items())}, "
    f"{INDICATORS} indicators, {YEARS} years of months"
)


def write_definitions(source: Path, folder: Path) -> None:
    """The library and as many copies of its monthly definitions as make up `INDICATORS`."""
    shutil.copytree(source, folder)
    written = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((folder / "indicators").glob("*.yaml"))
    ]
    monthly = [each for each in written if each["frequency"] == "month" and not each["rolling_months"]]
    for number, model in zip(range(INDICATORS - len(written)), itertools.cycle(monthly), strict=False):
        code = f"made-up-{number:03}"
        made = {**model, "code": code, "short": f"Made up {number:03}", "applies_to": [_kind_of(number)]}
        made["title"] = f"{model['title']} ({number:03})"
        path = folder / "indicators" / f"{code}.yaml"
        path.write_text(yaml.safe_dump(made, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _kind_of(number: int) -> str:
    edge = 0
    for kind, many in OF_KIND.items():
        edge += many
        if number < edge:
            return str(kind)
    return str(Kind.TRUST)


def build() -> User:
    """Fill the empty database; the person who looks at the pages."""
    owner = Commissioner.objects.create(code="QOP", name="Bench commissioner")
    by = User.objects.create_user("bench", commissioner=owner)
    grant_role_at_set_up(person=by, role="quality_lead", commissioner=owner, by=system_person())
    with transaction.atomic():
        organisations = _organisations(owner)
        loads = _loads(owner, by)
        _figures(owner, organisations, loads)
    count_held(indicators=library())
    refresh(owner=owner, by=by)
    compare_peers(owner=owner, by=by)
    _said(organisations, loads, by)
    return by


def _organisations(owner: Commissioner) -> list[Organisation]:
    board = Organisation.objects.create(
        code="QOP", name="Bench board", kind=Kind.ICB, owner=owner, is_open=True
    )
    made = Organisation.objects.bulk_create(
        Organisation(
            code=f"{kind[:2].upper()}{n:04}",
            name=f"Made-up {Kind(kind).label} {n}",
            kind=kind,
            owner=owner,
            is_open=True,
        )
        for kind, number in PROVIDERS.items()
        for n in range(number)
    )
    Belonging.objects.bulk_create(
        Belonging(hierarchy=Hierarchy.ICB, child=each, parent=board) for each in made
    )
    return made


def _loads(owner: Commissioner, by: User) -> list[Load]:
    """One file a month; the newest holds a real, small table, so that its rows can be opened."""
    made = [_load(owner, by, month, number, f"{number:064x}") for number, month in enumerate(MONTHS, start=1)]
    made[-1].sha256 = _kept_file()
    made[-1].connector = "cancer-62d"
    return Load.objects.bulk_create(made)


def _load(owner: Commissioner, by: User, month: dt.date, number: int, sha256: str) -> Load:
    return Load(
        connector=("ae", "beds", "sickness-absence")[number % 3],
        file_name=f"figures-{month:%Y-%m}.csv",
        sha256=sha256,
        size=1,
        publisher="Bench",
        licence="None",
        owner=owner,
        is_open=True,
        loaded_by=by,
        period_from=month,
        period_to=month,
        published_on=month + dt.timedelta(days=45),
        rows_read=LEFT_OUT,
        rows_accepted=0,
        rows_rejected=LEFT_OUT,
        rows_ignored=0,
    )


def _kept_file() -> str:
    head = "metric,period_month,period_date,org_code,org_name,total_patients,within_62d,breached_62d,compliance_rate\n"
    lines = [f"62d_combined,2026-03,2026-03-01,TR{n:04},X,100,80,20,0.8\n" for n in range(2_000)]
    path = Path(settings.DATA_DIR) / "kept.csv"
    path.write_text(head + "".join(lines), encoding="utf-8")
    sha256 = keeping.sha256_of(path)
    with keeping.compressed(path, sha256) as waiting:
        waiting.keep()
    return sha256


def _figures(owner: Commissioner, organisations: list[Organisation], loads: list[Load]) -> None:
    """Every indicator for every provider of its kind, every month; a shift in the last months of a few."""
    random = np.random.default_rng(20_260_401)
    for definition in library().values():
        mine = [each for each in organisations if each.kind in definition.applies_to]
        series = Series.objects.bulk_create(
            Series(indicator=definition.code, organisation=each, owner=owner, is_open=True) for each in mine
        )
        if series:
            staging.insert_frame(
                Observation._meta.db_table, _observations(definition, [s.pk for s in series], loads, random)
            )


def _observations(
    definition: Definition, series: list[int], loads: list[Load], random: np.random.Generator
) -> pl.DataFrame:
    number, months = len(series), len(MONTHS)
    usual = random.uniform(60, 80, (number, 1))
    values = usual + random.normal(0, 2, (number, months))
    moved = random.random((number, 1)) < 0.1
    values = np.where(moved & (np.arange(months) >= months - 2), values - 9, values).ravel()
    sizes = np.full(number * months, 1000.0)
    ratio = {"numerator": values * 10, "denominator": sizes} if definition.unit == "%" else {}
    return pl.DataFrame(
        {
            "series_id": np.repeat(series, months),
            "period_start": pl.concat([MONTHS] * number),
            "period_end": pl.concat([MONTHS.dt.month_end()] * number),
            "value": values,
            **ratio,
            "band": "",
            "note": "",
            "load_id": np.tile([load.pk for load in loads], number),
            "row": np.tile(np.arange(2, 2 + months), number),
        }
    )


def _said(organisations: list[Organisation], loads: list[Load], by: User) -> None:
    """What people and the regulator said of the first trusts, and rows that were left out."""
    LeftOutRow.objects.bulk_create(
        LeftOutRow(load=loads[-1], row=n, is_rejected=True, code="x", message="Made up", content="a,b,c")
        for n in range(2, 2 + LEFT_OUT)
    )
    for trust in organisations[:20]:
        for days in (-20, 10):
            reports.set_meeting(provider=trust, held_on=TODAY + dt.timedelta(days=days), by=by)
        for number in range(3):
            reports.write_note(provider=trust, text=f"Note {number}", by=by)
            asked = Draft(
                text=f"Question {number}?",
                leads=("Director",),
                due_on=TODAY,
                kind=Action.Kind.QUESTION,
                provider=trust,
            )
            actions.add_action(draft=asked, by=by)
    Rating.objects.bulk_create(
        Rating(organisation=trust, domain=domain, rating="Good", reported_on=TODAY, load=loads[-1])
        for trust in organisations
        for domain in ("overall", "safe", "effective", "caring", "responsive", "well_led")
    )


def addresses() -> Iterator[tuple[str, str, list[Any], str]]:
    """Name, route, arguments and query string of each page that is timed."""
    trust = Organisation.objects.filter(kind=Kind.TRUST).order_by("code").first()
    series = Series.objects.filter(organisation=trust, indicator="ae-4hour").get()
    load = Load.objects.order_by("-pk").first()
    yield from (
        ("home", "reports:home", [], ""),
        ("dashboard", "surveillance:dashboard", [], ""),
        ("dashboard, all England", "surveillance:dashboard", [], "?place=england"),
        ("dashboard, trusts, safety", "surveillance:dashboard", [], "?kind=trust&dimension=safety"),
        ("dashboard, practices", "surveillance:dashboard", [], "?kind=practice"),
        ("dashboard, one provider", "surveillance:dashboard", [], f"?provider={trust.code}"),
        ("one indicator, trusts", "surveillance:indicator", ["ae-4hour-type1"], ""),
        ("one indicator, practices", "surveillance:indicator", ["made-up-000"], ""),
        ("one provider over time", "surveillance:provider", [trust.code], ""),
        ("one series", "surveillance:series", [series.public_id], ""),
        ("one series, all periods", "surveillance:series", [series.public_id], "?periods=all"),
        ("one small chart", "surveillance:small-svg", [series.public_id], ""),
        ("list of briefs", "reports:briefs", [], ""),
        ("brief", "reports:brief", [trust.code], ""),
        ("organisations", "organisations:list", [], ""),
        ("one organisation", "organisations:organisation", [trust.code], ""),
        ("indicators", "indicators:list", [], ""),
        ("one indicator's definition", "indicators:indicator", ["ae-4hour"], ""),
        ("what is not measured", "indicators:coverage", [], ""),
        ("loads", "loads:list", [], ""),
        ("one load", "loads:load", [load.public_id], ""),
        ("one row of a load", "loads:row", [load.public_id, 5], ""),
        ("add a load", "loads:add", [], ""),
        ("your details", "accounts:details", [], ""),
    )

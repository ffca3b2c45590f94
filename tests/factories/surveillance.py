"""Series with figures, and their statuses, made through the real services."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

from tests.factories import loads
from trigpoint.accounts.models import User
from trigpoint.indicators.models import Observation, Series
from trigpoint.intelligence.models import ThemeMonth
from trigpoint.organisations.models import Belonging, Hierarchy, Kind, Organisation
from trigpoint.surveillance import services
from trigpoint.surveillance.models import Signal, SignalCounts

STEADY = [75.0, 76.0, 74.5, 75.5, 76.5, 74.0, 75.2, 75.8, 74.8, 75.4, 76.1, 74.6, 75.1, 75.9, 74.9]


def provider(
    by: User, code: str = "RMC", name: str = "Bolton NHS Foundation Trust", **fields: object
) -> Organisation:
    """A trust in Greater Manchester."""
    said = {"kind": Kind.TRUST, "owner": by.commissioner, "is_open": True, **fields}
    made = Organisation.objects.create(code=code, name=name, **said)
    board, _ = Organisation.objects.get_or_create(
        code="QOP",
        defaults={
            "name": "NHS Greater Manchester ICB",
            "kind": Kind.ICB,
            "owner": by.commissioner,
            "is_open": True,
        },
    )
    Belonging.objects.create(hierarchy=Hierarchy.ICB, child=made, parent=board)
    return made


def months(number: int, first: dt.date = dt.date(2025, 1, 1)) -> list[tuple[dt.date, dt.date]]:
    """Start and end of each of so many months."""
    starts = [
        dt.date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
        for n in range(number + 1)
    ]
    return [(start, after - dt.timedelta(days=1)) for start, after in itertools.pairwise(starts)]


def series(
    by: User,
    organisation: Organisation,
    values: Sequence[float | None],
    *,
    indicator: str = "ae-4hour",
    denominator: float | None = 1000,
    is_open: bool = True,
) -> Series:
    """A monthly series from January 2025 on; percentages get a numerator and denominator."""
    load = loads.load(by, file_name=f"{indicator}.csv")
    made = Series.objects.create(
        indicator=indicator, organisation=organisation, owner=by.commissioner, is_open=is_open
    )
    Observation.objects.bulk_create(
        Observation(
            series=made,
            period_start=start,
            period_end=end,
            value=value,
            numerator=None if value is None or denominator is None else value * denominator / 100,
            denominator=denominator,
            note="" if value is not None else "not reported",
            load=load,
            row=row,
        )
        for row, ((start, end), value) in enumerate(zip(months(len(values)), values, strict=True), start=2)
    )
    return made


def quarterly(
    by: User,
    organisation: Organisation,
    values: Sequence[float | None],
    *,
    indicator: str = "cancelled-operations",
    first: dt.date = dt.date(2025, 4, 1),
) -> Series:
    """A series of counts by the quarter from April 2025 on."""
    load = loads.load(by, file_name=f"{indicator}.csv")
    made = Series.objects.create(
        indicator=indicator, organisation=organisation, owner=by.commissioner, is_open=True
    )
    known = months(3 * len(values), first)
    Observation.objects.bulk_create(
        Observation(
            series=made,
            period_start=known[3 * place][0],
            period_end=known[3 * place + 2][1],
            value=value,
            load=load,
            row=place + 2,
        )
        for place, value in enumerate(values)
    )
    return made


def refreshed(by: User) -> None:
    """Make the statuses of the commissioner that `by` works for."""
    services.refresh(owner=by.commissioner, by=by)


def fallen(
    by: User, code: str = "RMC", name: str = "Bolton NHS Foundation Trust", **fields: object
) -> Series:
    """A series of a trust that fell in its latest month, April 2026; not yet looked through."""
    is_open = bool(fields.get("is_open", True))
    return series(by, provider(by, code, name, **fields), [*STEADY, 60.0], is_open=is_open)


def signal(
    by: User, code: str = "RMC", name: str = "Bolton NHS Foundation Trust", **fields: object
) -> Signal:
    """The signal that such a fall raises."""
    found = fallen(by, code, name, **fields)
    refreshed(by)
    return Signal.objects.get(series=found, lead=None)


def comments(
    by: User, rises: Sequence[int] = (), *, theme: str = "timeliness-of-care", months_known: int = 18
) -> list[Organisation]:
    """Four trusts with sixty comments a month up to October 2026, five of them critical of waiting; at the first, as many in the
    latest months as `rises` says."""
    trusts = [provider(by, f"R{name}X", f"{name} NHS Foundation Trust") for name in "ABCD"]
    starts = [start for start, _ in months(months_known, dt.date(2025, 5, 1))]
    for trust in trusts:
        told = [5] * months_known
        if rises and trust == trusts[0]:
            told[-len(rises) :] = rises
        for month, number in zip(starts, told, strict=True):
            fields = {"owner": by.commissioner, "provider": trust, "month": month, "source": "fft"}
            critical = {"critical": number, "critical_people": number}
            ThemeMonth.objects.create(
                **fields, items=60, positive=30, **{**critical, "critical": number + 10}
            )
            ThemeMonth.objects.create(**fields, theme=theme, items=number + 1, positive=1, **critical)
    return trusts


def heard(by: User, rises: Sequence[int] = (16, 18)) -> Signal:
    """The signal that such a rise raises."""
    comments(by, rises)
    services.hear(owner=by.commissioner, by=by)
    return Signal.objects.get()


def told(by: User, organisation: Organisation, theme: str = "discharge", **fields: object) -> Signal:
    """A signal of what people say of a provider, with the months it rests on: three of five comments, then fourteen from thirteen people."""
    known = [start for start, _ in months(4, dt.date(2026, 7, 1))]
    counts = [
        {
            "month": start.isoformat(),
            "critical": 5,
            "people": 5,
            "comments": 60,
            "expected": 5.2,
            "is_on": False,
        }
        for start in known
    ]
    counts[-1] |= {"critical": 14, "people": 13, "is_on": True}
    said = {"rule": "theme_at_once", "meaning": "concern", "periods": 1, "strength": 4.1, **fields}
    period = {"first_period": known[-1], "last_period": known[-1]}
    made = Signal.objects.create(
        owner=by.commissioner, organisation=organisation, theme=theme, **{**period, **said}
    )
    facts = {"low": 1.6, "high": 3.4, "precision": 0.75, "method": "emerging-1"}
    SignalCounts.objects.create(signal=made, months=counts, **facts)
    return made

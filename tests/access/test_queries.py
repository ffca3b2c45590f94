"""Every page asks the database a bounded number of times, however many records there are."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.access import world
from tests.access.table import rows
from tests.factories import actions, loads
from tests.factories import surveillance as made
from trigpoint.actions import services as register
from trigpoint.actions.models import Action
from trigpoint.common import clock
from trigpoint.indicators.models import Series
from trigpoint.loads.models import LeftOutRow, Load
from trigpoint.organisations.models import Organisation, Rating
from trigpoint.reports import services as reports
from trigpoint.surveillance import services

MOST = 30
MORE = ("ae-4hour-type1", "ae-dta-over-4h", "cancer-62d", "beds-ga-occupancy", "sickness-absence")
PAGES = sorted(
    {
        row.url_name
        for row in rows()
        if (row.method, row.role, row.scope, row.expected) == ("GET", "quality_lead", "own", {"200"})
    }
)


@pytest.mark.django_db
def test_no_page_asks_more_often_with_three_times_the_records(
    quality_lead, client_of, settings, tmp_path, subtests
):
    settings.DATA_DIR = tmp_path
    settings.LIMITS = False  # so many takeaways in one go would be held up
    known = world.build(quality_lead)
    client = client_of(quality_lead)
    before = {name: asked(client, known.address(name)) for name in PAGES}

    add_more(quality_lead)

    for name in PAGES:
        with subtests.test(name):
            assert len(after := asked(client, known.address(name))) <= MOST, after
            assert len(after) <= len(before[name]), set(after) - set(before[name])


def asked(client, address):
    """The queries of a page, once everything that is kept in memory is there."""
    b"".join(client.get(address))  # a file is closed once it was read
    with CaptureQueriesContext(connection) as found:
        response = client.get(address)
        b"".join(response)
    assert response.status_code == 200, address
    return [query["sql"] for query in found]


def add_more(by):
    """More of every record: of the same provider and indicator, and of others."""
    known = Organisation.objects.get(code="RZZ")
    trusts = [known, *(made.provider(by, f"ZZ{n}", f"Another Trust {n}") for n in range(4))]
    for trust in trusts:
        for indicator in MORE if trust == known else ("ae-4hour", *MORE):
            made.series(by, trust, [*made.STEADY, 50.0], indicator=indicator)
    made.refreshed(by)
    for trust in trusts:
        tell_more(by, trust)
    load = Load.objects.get(file_name=f"{world.SECRET}.csv")
    LeftOutRow.objects.bulk_create(
        LeftOutRow(load=load, row=n, is_rejected=n % 2 == 0, code="x", message=f"row {n}")
        for n in range(3, 9)
    )


def tell_more(by, trust):
    """What people and the regulator say of a provider."""
    series = Series.objects.filter(organisation=trust).order_by("pk").first()
    for number in range(2):
        services.write_note(series=series, text=f"Series note {number}", by=by)
        reports.write_note(provider=trust, text=f"Note {number}", by=by)
        actions.action(by, f"Question {number}?", kind="question", provider=trust, due_on=clock.today())
        reports.set_meeting(provider=trust, held_on=clock.today() + dt.timedelta(days=4 + number), by=by)
    act_more(by, trust)
    services.begin_phase(series=series, starts_on=dt.date(2025, 9, 1), reason="New ward", by=by)
    Rating.objects.bulk_create(
        Rating(
            organisation=trust,
            domain=domain,
            rating="Good",
            reported_on=dt.date(2025, 1, 1),
            load=loads.load(by),
        )
        for domain in ("overall", "safe", "caring")
    )


def act_more(by, trust):
    """More in the register: parts of the action that is looked at, and actions of their own, each with a history."""
    whole = Action.objects.filter(parent__isnull=True, restriction="").order_by("pk").first()
    for number in range(3):
        for parent in (whole, None):
            made_now = actions.sent(by, f"Action {number}", provider=trust, parent=parent)
            register.say_position(action=made_now, text=f"Position {number}", by=by)
            register.add_evidence(action=made_now, text=f"Evidence {number}", by=by)
        register.say_position(action=whole, text=f"More {number}", by=by)
        register.change_leads(action=whole, leads=(f"Lead {number}",), by=by)

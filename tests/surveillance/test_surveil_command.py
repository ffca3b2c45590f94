"""`trigpoint surveil` on the database: every commissioner, and what it says."""

import pytest

from tests.factories import surveillance as made
from trigpoint.audit.models import Event
from trigpoint.config import cli
from trigpoint.surveillance.models import Refresh, SeriesStatus

pytestmark = pytest.mark.django_db


def test_surveil_makes_the_statuses_of_every_commissioner(quality_lead, other_lead, capsys):
    made.series(quality_lead, made.provider(quality_lead), made.STEADY)

    assert cli.main(["surveil"]) == 0

    said = capsys.readouterr().out
    assert f"{quality_lead.commissioner.name}: 1 series, 1 of them worked out anew; 1 charted" in said
    assert f"{other_lead.commissioner.name}: 1 series" in said
    assert SeriesStatus.objects.count() == 2
    assert Event.objects.filter(name="surveillance.refreshed").count() == 2


def test_surveil_again_works_out_nothing_unless_all_is_asked_for(quality_lead, capsys):
    made.series(quality_lead, made.provider(quality_lead), made.STEADY)
    cli.main(["surveil"])

    cli.main(["surveil"])
    cli.main(["surveil", "--all"])

    assert list(Refresh.objects.order_by("pk").values_list("computed", flat=True)) == [1, 0, 1]


def test_surveil_without_a_commissioner_says_so(capsys):
    assert cli.main(["surveil"]) == 0

    assert "There is no commissioner yet." in capsys.readouterr().out

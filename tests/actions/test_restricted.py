"""What a restricted action must not show through the open ones beside it."""

import pytest

from tests.factories import actions as made
from trigpoint.actions import queries
from trigpoint.actions.models import Action
from trigpoint.common import clock

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("restriction", "is_heading"), [("", True), ("safeguarding", False)])
def test_only_an_open_part_makes_a_heading_of_its_whole(quality_lead, restriction, is_heading):
    whole = made.action(quality_lead, "Review the ward", due_on=None)
    made.action(quality_lead, "What staff told us", parent=whole, restriction=restriction)

    known = queries.known(whole, user=quality_lead)
    counted = Action.objects.filter(pk=whole.pk).with_standing(clock.today()).get()

    assert known.has_parts is is_heading
    assert counted.is_heading is is_heading

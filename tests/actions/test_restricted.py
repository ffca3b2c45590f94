"""What a restricted action must not show through the open ones beside it."""

import pytest

from tests.factories import actions as made
from trigpoint.actions import queries
from trigpoint.actions.errors import TargetImpossible
from trigpoint.actions.models import Action
from trigpoint.common import clock

pytestmark = pytest.mark.django_db


def test_an_open_part_makes_a_heading_of_its_whole(quality_lead):
    whole = made.action(quality_lead, "Review the ward", due_on=None)
    made.action(quality_lead, "Count the falls", parent=whole)

    counted = Action.objects.filter(pk=whole.pk).with_standing(clock.today()).get()

    assert queries.known(whole, user=quality_lead).has_parts
    assert counted.is_heading


def test_a_restricted_part_of_an_open_whole_is_refused_so_that_nothing_shows_it(quality_lead):
    whole = made.action(quality_lead, "Review the ward", due_on=None)

    with pytest.raises(TargetImpossible):
        made.action(quality_lead, "What staff told us", parent=whole, restriction="safeguarding")


def test_a_part_restricted_afterwards_makes_no_heading(quality_lead):
    whole = made.action(quality_lead, "Review the ward", due_on=None)
    part = made.action(quality_lead, "Count the falls", parent=whole)
    Action.objects.filter(pk=part.pk).update(restriction="safeguarding")

    counted = Action.objects.filter(pk=whole.pk).with_standing(clock.today()).get()

    assert not queries.known(whole, user=quality_lead).has_parts
    assert not counted.is_heading

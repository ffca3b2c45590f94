"""The provider to practise on: what its people and ours find there."""

import pytest

from trigpoint.accounts.models import User
from trigpoint.actions.models import Action
from trigpoint.demo import actions, people, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings, tmp_path):
    """The provider with everything that the demonstration says of it; said twice."""
    settings.DATA_DIR, settings.DEMONSTRATION = tmp_path, True
    people.ensure_people(by=None)
    for _ in range(2):
        made = training.ensure_training(by=people.quality_lead())
        actions.ensure_actions(provider=made, by=people.quality_lead())
    return made


def test_it_has_questions_and_actions_each_once(provider):
    held = Action.objects.filter(provider=provider)

    assert held.filter(kind="question").count() == 3
    assert held.filter(kind="action").count() > 8
    texts = list(held.values_list("text", flat=True))
    assert len(texts) == len(set(texts))


def test_its_people_see_its_questions(provider):
    seen = Action.visible_to(User.objects.get(username="provider"))

    assert seen.filter(kind="question").count() == 3
    assert {step.deed for step in seen.get(text__startswith="What has changed").steps.all()} == {
        "agreed",
        "sent",
        "claimed",
    }

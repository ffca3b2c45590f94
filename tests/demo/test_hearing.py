"""What people tell of the training providers: enough to see every page filled, and never about anybody who exists."""

import pytest

from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.demo import hearing, people, training
from trigpoint.demo.comments import comments
from trigpoint.intelligence.models import Change, EngagementVersion, Item, PracticeLink, ThemeMonth
from trigpoint.intelligence.queries.changes import ever_published
from trigpoint.notifications.models import Notice
from trigpoint.organisations.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(settings, tmp_path):
    """Everything that the demonstration tells; said twice."""
    settings.DATA_DIR, settings.DEMONSTRATION = tmp_path, True
    people.ensure_people(by=None)
    by = people.quality_lead()
    hospital = training.ensure_training(by=by)
    said = []
    for _ in range(2):
        hearing.ensure_hearing(hospital=hospital, by=by, progress=said.append)
    return said


def test_it_is_told_once_of_training_providers_alone(told):
    assert told == ["Writing what people tell of the training providers", "Reading themes in it"]
    about = Organisation.objects.filter(pk__in=Item.objects.values("provider"))
    assert about.count() == 2
    assert all(each.is_training for each in about)
    assert 300 < Item.objects.count() <= 600


def test_every_page_has_something_to_show(told):
    by = people.quality_lead()

    assert ThemeMonth.visible_to(by).filter(theme="discharge").exists()
    assert Item.restricted_to(by).count() == 1
    assert Item.visible_to(by).with_state().open().filter(is_one_by_one=True).count() >= 5
    assert (Change.objects.count(), ever_published().count()) == (2, 1)
    assert EngagementVersion.objects.current().count() == 5
    assert PracticeLink.objects.in_force().count() == 2


def test_practice_got_news_of_what_became_of_it(told):
    gp = User.objects.get(username="gp")

    assert Notice.objects.filter(person=gp, kind="heard").exists()
    assert Item.visible_to(gp).count() == 4


def test_few_comments_are_the_same(settings, tmp_path):
    settings.DATA_DIR, settings.DEMONSTRATION = tmp_path, True
    people.ensure_people(by=None)
    by = people.quality_lead()
    hospital = training.ensure_training(by=by)
    made = [each.words for each in comments({"TRAINING-1": hospital, "TRAINING-2": hospital}, clock.today())]

    assert len(set(made)) > 100


def test_what_was_broken_off_is_told_anew(settings, tmp_path, monkeypatch):
    settings.DATA_DIR, settings.DEMONSTRATION = tmp_path, True
    people.ensure_people(by=None)
    by = people.quality_lead()
    hospital = training.ensure_training(by=by)
    monkeypatch.setattr(hearing, "comments", lambda *_: [])

    def broken_off(**_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(hearing, "code_items", broken_off)
        with pytest.raises(KeyboardInterrupt):
            hearing.ensure_hearing(hospital=hospital, by=by, progress=str)
    assert not Item.objects.exists()

"""What low areas may show of what stands above them."""

import pytest

from tests.factories import surveillance as made
from trigpoint.common import references
from trigpoint.config.registration import SHOWN

pytestmark = pytest.mark.django_db


def test_a_reference_leads_to_its_record(quality_lead):
    series = made.series(quality_lead, made.provider(quality_lead), made.STEADY)

    shown = references.show(references.reference_to(series), user=quality_lead)

    assert shown.address == series.get_absolute_url()


def test_a_reference_to_a_private_record_shows_nothing_to_another_commissioner(quality_lead, other_lead):
    trust = made.provider(quality_lead, is_open=False)

    assert references.show(references.reference_to(trust), user=quality_lead).label == trust.name
    assert references.show(references.reference_to(trust), user=other_lead) is None


def test_a_reference_of_an_unknown_kind_shows_nothing(quality_lead):
    assert references.show("nothing:abc", user=quality_lead) is None


def test_every_kind_that_is_shown_has_an_address():
    assert all(hasattr(model, "get_absolute_url") and hasattr(model, "visible_to") for model in SHOWN)
    assert {model._meta.model_name for model in SHOWN} <= set(references.kinds())

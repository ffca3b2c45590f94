"""Who may open what is restricted or sealed, for how long, and what is kept of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from tests.factories import actions
from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from tests.factories.intelligence import draft, item
from tests.factories.organisations import OrganisationFactory
from tests.factories.vault import WHY, opened, restricted_action
from trigpoint.accounts.rules import role_book
from trigpoint.accounts.system import system_person
from trigpoint.actions.models import Action
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence.models import PracticeLink
from trigpoint.intelligence.services.receiving import receive
from trigpoint.vault import queries, services
from trigpoint.vault.errors import KeyMissing, OpeningRefused, SealRefused
from trigpoint.vault.models import Sealed

pytestmark = pytest.mark.django_db
NAME = "Jo Whistle"
HOSPITAL_NUMBER = "H1234567"


@pytest.fixture
def record(quality_lead):
    return restricted_action(quality_lead)


@pytest.fixture
def provider_person(db):
    return UserFactory(username="nadia", role="provider", organisation="RMC")


def read(by, record):
    return services.read(kind="action", public_id=record.public_id, by=by)


def seal_reference(by, record, **said):
    known = {
        "reference": HOSPITAL_NUMBER, "organisation": "RMC", "purpose": "To find the discharge summary",
        "expires_on": clock.today() + dt.timedelta(days=14),
    }  # fmt: skip
    return services.seal_patient_reference(record=record, by=by, **{**known, **said})


def in_the_clear(text):
    """Whether any column of the vault holds the text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM vault_sealed")
        return any(text in str(value) for row in cursor.fetchall() for value in row)


@pytest.mark.parametrize("role", sorted(role_book().roles))
def test_a_restricted_record_is_in_no_list_of_anybody(role, record):
    person = UserFactory(role=role, organisation="RMC")

    assert record not in Action.visible_to(person)
    assert (record in Action.restricted_to(person)) is (
        role in {"quality_lead", "executive", "safeguarding_lead"}
    )


def test_nobody_of_another_commissioner_is_named(record):
    assert record not in Action.restricted_to(UserFactory(commissioner=OtherCommissionerFactory()))


def test_a_named_person_reads_only_after_saying_why(quality_lead, record):
    assert read(quality_lead, record) is None

    opened(quality_lead, record)

    assert read(quality_lead, record) == record


@pytest.mark.parametrize("reason", ["", "   ", "because"])
def test_opening_wants_a_reason(quality_lead, record, reason):
    with pytest.raises(OpeningRefused, match="why you need to see this"):
        services.open_restricted(kind="action", public_id=record.public_id, reason=reason, by=quality_lead)


@pytest.mark.parametrize("role", ["analyst", "auditor", "administrator", "provider", "partner"])
def test_nobody_else_can_open(role, record):
    with pytest.raises(OpeningRefused, match="nothing here"):
        opened(UserFactory(role=role), record)


def test_every_read_is_kept_with_the_reason(quality_lead, record):
    opened(quality_lead, record)
    read(quality_lead, record)
    read(quality_lead, record)

    kept = Event.objects.filter(target=f"action:{record.public_id}", name="actions.action_read")
    assert [event.why for event in kept] == [WHY] * 3


def test_an_opening_lasts_a_quarter_of_an_hour_and_is_the_persons_own(quality_lead, record, monkeypatch):
    other = UserFactory(username="executive", role="executive")
    opened(quality_lead, record)
    later = clock.now() + queries.LASTS + dt.timedelta(seconds=1)

    assert read(other, record) is None
    monkeypatch.setattr(clock, "now", lambda: later)
    assert read(quality_lead, record) is None


def test_an_unrestricted_record_is_read_without_ado(quality_lead):
    record = actions.action(quality_lead)

    assert read(quality_lead, record) == record
    assert not Event.objects.filter(name="actions.action_read").exists()


def test_a_reporter_is_kept_apart_and_encrypted(quality_lead, record):
    opened(quality_lead, record)

    sealed = services.seal_reporter(record=record, name=NAME, contact="ring after six", by=quality_lead)

    assert not in_the_clear(NAME)
    assert (
        services.unseal(public_id=sealed.public_id, reason=WHY, by=quality_lead) == f"{NAME}\nring after six"
    )
    assert not Event.objects.filter(why__contains=NAME).exists()


def test_who_may_work_on_a_record_may_still_not_learn_its_reporter(quality_lead):
    record = actions.action(quality_lead)
    sealed = services.seal_reporter(record=record, name=NAME, contact="", by=quality_lead)
    manager = UserFactory(username="grace", role="quality_manager")

    with pytest.raises(OpeningRefused):
        services.unseal(public_id=sealed.public_id, reason=WHY, by=manager)
    assert (
        services.unseal(
            public_id=sealed.public_id, reason=WHY, by=UserFactory(username="p", role="primary_care_lead")
        )
        == NAME
    )


def test_sealing_needs_the_record_and_the_role(quality_lead, record):
    with pytest.raises(OpeningRefused):
        services.seal_reporter(record=record, name=NAME, contact="", by=quality_lead)
    with pytest.raises(NotAllowed):
        services.seal_reporter(record=record, name=NAME, contact="", by=UserFactory(role="committee_member"))


def test_only_the_organisation_named_opens_a_patient_reference(quality_lead, provider_person):
    record = actions.action(quality_lead)
    sealed = seal_reference(quality_lead, record)
    strangers = [
        quality_lead,
        UserFactory(username="x", role="provider", organisation="RXX"),
        UserFactory(
            username="y", role="provider", organisation="RMC", commissioner=OtherCommissionerFactory()
        ),
    ]

    assert not in_the_clear(HOSPITAL_NUMBER)
    for stranger in strangers:
        with pytest.raises(OpeningRefused):
            services.unseal(public_id=sealed.public_id, reason=WHY, by=stranger)
    assert services.unseal(public_id=sealed.public_id, reason=WHY, by=provider_person) == HOSPITAL_NUMBER
    assert Event.objects.get(name="vault.sealed_read").actor == "nadia"


def test_a_patient_reference_ends_and_is_erased(quality_lead, provider_person):
    record = actions.action(quality_lead)
    sealed = seal_reference(quality_lead, record)

    with clock.replaying(sealed.expires_on):
        assert services.unseal(public_id=sealed.public_id, reason=WHY, by=provider_person)
        assert services.erase_expired(by=quality_lead) == 0
    with clock.replaying(sealed.expires_on + dt.timedelta(days=1)):
        with pytest.raises(OpeningRefused):
            services.unseal(public_id=sealed.public_id, reason=WHY, by=provider_person)
        assert services.erase_expired(by=quality_lead) == 1

    sealed.refresh_from_db()
    assert (sealed.sealed, sealed.purpose) == ("", "To find the discharge summary")


@pytest.mark.parametrize("days", [-1, 91])
def test_a_patient_reference_cannot_last_long(quality_lead, days):
    with pytest.raises(SealRefused, match="within 90 days"):
        seal_reference(
            quality_lead, actions.action(quality_lead), expires_on=clock.today() + dt.timedelta(days=days)
        )


def test_keys_can_be_changed_and_the_old_one_taken_away(quality_lead, provider_person, settings):
    settings.VAULT_KEYS = ["old key"]
    record = actions.action(quality_lead)
    sealed = [seal_reference(quality_lead, record), seal_reference(quality_lead, record, reference="H2")]
    settings.VAULT_KEYS = ["new key", "old key"]

    assert services.rotate(by=quality_lead) == 2
    assert services.rotate(by=quality_lead) == 0

    settings.VAULT_KEYS = ["new key"]
    told = [services.unseal(public_id=each.public_id, reason=WHY, by=provider_person) for each in sealed]
    assert told == [HOSPITAL_NUMBER, "H2"]


def test_without_its_key_nothing_is_read_and_the_remedy_is_said(quality_lead, provider_person, settings):
    settings.VAULT_KEYS = ["old key"]
    sealed = seal_reference(quality_lead, actions.action(quality_lead))
    settings.VAULT_KEYS = ["new key"]

    with pytest.raises(KeyMissing, match="VAULT_KEYS"):
        services.unseal(public_id=sealed.public_id, reason=WHY, by=provider_person)


@pytest.mark.parametrize(("column", "value"), [("for_organisation", "RXX"), ("about", "action:elsewhere")])
def test_a_sealed_text_moved_in_the_database_cannot_be_read(quality_lead, column, value):
    sealed = seal_reference(quality_lead, actions.action(quality_lead))
    Sealed.objects.filter(pk=sealed.pk).update(**{column: value})

    with pytest.raises((KeyMissing, OpeningRefused)):
        services.unseal(
            public_id=sealed.public_id, reason=WHY, by=UserFactory(role="provider", organisation="RXX")
        ) if column == "for_organisation" else services.unseal(
            public_id=sealed.public_id, reason=WHY, by=UserFactory(role="provider", organisation="RMC")
        )


def test_erasing_before_its_time_keeps_that_it_was_there(quality_lead, provider_person):
    sealed = seal_reference(quality_lead, actions.action(quality_lead))

    services.erase(public_id=sealed.public_id, why="Sent to the wrong trust", by=quality_lead)

    with pytest.raises(OpeningRefused):
        services.unseal(public_id=sealed.public_id, reason=WHY, by=provider_person)
    assert Event.objects.get(name="vault.erased").why == "Sent to the wrong trust"


def test_whoever_tells_something_seals_who_they_are_and_for_whom(quality_lead):
    told = item(quality_lead)

    services.seal_teller(record=told, name=NAME, contact="", by=quality_lead)
    made = services.seal_tellers_reference(
        record=told, reference=HOSPITAL_NUMBER, organisation="RMC", by=quality_lead
    )

    assert not in_the_clear(NAME)
    assert not in_the_clear(HOSPITAL_NUMBER)
    assert (made.for_organisation, made.purpose) == ("RMC", services.PURPOSE_OF_SENDERS)
    assert made.expires_on == clock.today() + services.FOR_SENDERS


def test_provider_alone_reads_the_reference_that_somebody_told_with(quality_lead, provider_person):
    told = item(quality_lead)
    made = services.seal_tellers_reference(
        record=told, reference=HOSPITAL_NUMBER, organisation="RMC", by=quality_lead
    )

    assert services.unseal(public_id=made.public_id, reason=WHY, by=provider_person) == HOSPITAL_NUMBER
    with pytest.raises(OpeningRefused):
        services.unseal(public_id=made.public_id, reason=WHY, by=quality_lead)


def test_what_was_told_in_confidence_can_be_sealed_by_its_teller_without_opening_it(quality_lead):
    analyst = UserFactory(username="tom", role="analyst")
    told = item(analyst, source="staff_concern")

    services.seal_teller(record=told, name=NAME, contact="", by=analyst)

    with pytest.raises(OpeningRefused):
        services.seal_teller(record=told, name=NAME, contact="", by=quality_lead)


def test_service_seals_for_who_tells_by_a_link(db):
    practice = OrganisationFactory(code="P82001", kind="practice")
    link = PracticeLink.objects.create(
        owner=UserFactory().commissioner, organisation=practice, by=system_person()
    )
    told = receive(draft=draft(sent_for=practice), by=system_person(), link=link)

    assert services.seal_teller(record=told, name=NAME, contact="", by=system_person()).owner == told.owner


def test_nothing_is_sealed_later_or_by_others_as_if_it_had_been_told(quality_lead):
    told = item(quality_lead)
    later = clock.now() + services.AS_TOLD

    for by in (UserFactory(username="tom"), UserFactory(role="gp_practice"), system_person()):
        with pytest.raises(OpeningRefused):
            services.seal_teller(record=told, name=NAME, contact="", by=by)
    with clock.replaying(later), pytest.raises(OpeningRefused):
        services.seal_teller(record=told, name=NAME, contact="", by=quality_lead)


@pytest.mark.parametrize(("reference", "organisation"), [("", "RMC"), (HOSPITAL_NUMBER, "")])
def test_reference_that_came_with_a_telling_needs_its_provider(quality_lead, reference, organisation):
    with pytest.raises(SealRefused):
        services.seal_tellers_reference(
            record=item(quality_lead), reference=reference, organisation=organisation, by=quality_lead
        )

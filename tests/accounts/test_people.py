"""Roles given and ended, accounts closed, records shared: who may, what follows, and what is kept."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.architecture.source import modules
from tests.assertions import page_of, words
from tests.factories import actions
from tests.factories.accounts import OtherCommissionerFactory, UserFactory, give
from trigpoint.accounts import services
from trigpoint.accounts.errors import AccountRefused, RoleRefused, ShareRefused
from trigpoint.accounts.models import Membership, Share
from trigpoint.accounts.rules import may, role_book
from trigpoint.actions.models import Action
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db):
    return UserFactory(username="priya", first_name="Priya", last_name="Nair", role="administrator")


@pytest.fixture
def newcomer(db):
    return UserFactory(username="new", first_name="Ned", last_name="Newcomer", role="", commissioner=None)


def granted(person, by, role="analyst", **said):
    return services.grant_role(person=person, role=role, commissioner=by.commissioner, by=by, **said)


def test_a_role_given_lets_a_person_work_at_once(administrator, newcomer):
    assert not may(newcomer, "loads.add")

    granted(newcomer, administrator)

    assert may(newcomer, "loads.add")
    assert newcomer.commissioner == administrator.commissioner
    assert Event.objects.get(name="accounts.role_given").after["role"] == "analyst"


@pytest.mark.parametrize("role", sorted(set(role_book().roles) - {"administrator"}))
def test_only_who_manages_accounts_gives_and_ends_roles(administrator, newcomer, role):
    somebody = UserFactory(username="somebody", role=role)
    held = granted(newcomer, administrator)

    for attempt in (
        lambda: granted(newcomer, somebody, "quality_lead"),
        lambda: services.end_role(membership=held, why="Left", by=somebody),
    ):
        with pytest.raises(NotAllowed, match="Your role does not allow this"):
            attempt()
    assert Membership.objects.filter(user=newcomer, ends_on=None).count() == 1


def test_an_administrator_gives_and_ends_no_role_of_a_neighbour(administrator, newcomer):
    neighbour = UserFactory(username="nia", role="administrator", commissioner=OtherCommissionerFactory())
    held = granted(newcomer, administrator)

    with pytest.raises(NotAllowed):
        services.grant_role(
            person=newcomer, role="analyst", commissioner=administrator.commissioner, by=neighbour
        )
    with pytest.raises(NotAllowed):
        services.end_role(membership=held, why="Left", by=neighbour)


def test_an_administrator_of_two_gives_a_role_of_the_one_they_do_not_work_for_now(administrator, newcomer):
    there = OtherCommissionerFactory()
    Membership.objects.create(
        user=administrator, commissioner=there, organisation=there.code, role="administrator"
    )

    services.grant_role(person=newcomer, role="analyst", commissioner=there, by=administrator)

    assert newcomer.commissioner == there


def test_an_account_that_is_closed_gives_no_role(administrator, newcomer):
    administrator.is_active = False

    with pytest.raises(NotAllowed):
        granted(newcomer, administrator)


def test_only_commands_the_demonstration_and_invitations_give_roles_at_set_up():
    name = "grant_role_at_set_up"
    using = {module.name for module in modules() if name in module.text}

    assert using == {
        "accounts/services.py",  # the face of the area
        "accounts/services/invitations.py",
        "accounts/services/memberships.py",
        "config/commands/whose.py",
        "demo/people.py",
    }


def test_nobody_gives_a_role_to_themselves(administrator):
    with pytest.raises(RoleRefused, match="themselves"):
        granted(administrator, administrator, "quality_lead")


@pytest.mark.parametrize(
    ("role", "said", "words_"),
    [("emperor", {}, "no role called emperor"), ("provider", {}, "which organisation")],
)
def test_a_role_that_cannot_be_given_is_refused(administrator, newcomer, role, said, words_):
    with pytest.raises(RoleRefused, match=words_):
        granted(newcomer, administrator, role, **said)


def test_a_role_is_held_once(administrator, newcomer):
    granted(newcomer, administrator)

    with pytest.raises(RoleRefused, match="already"):
        granted(newcomer, administrator)


def test_a_role_that_ended_counts_no_more_that_very_day(administrator, newcomer):
    held = granted(newcomer, administrator)

    services.end_role(membership=held, why="Left", by=administrator)

    held.user.refresh_from_db()
    assert held.user.commissioner is None
    assert not may(held.user, "loads.add")
    assert Membership.objects.filter(user=newcomer).exists()  # that it was held stays on record


def test_a_role_can_be_given_again_after_it_ended(administrator, newcomer):
    services.end_role(membership=granted(newcomer, administrator), why="Left", by=administrator)

    granted(newcomer, administrator)

    newcomer.refresh_from_db()
    assert newcomer.reach.roles == {"analyst"}


def test_the_last_administrator_stays(administrator):
    with pytest.raises(RoleRefused, match="last administrator"):
        services.end_role(membership=administrator.memberships.get(), why="Left", by=administrator)


def test_who_works_for_two_sees_one_at_a_time(quality_lead, other_lead):
    ours, theirs = actions.action(quality_lead, "Ours"), actions.action(other_lead, "Theirs")
    both = UserFactory(username="both", role="analyst")
    Membership.objects.create(
        user=both, commissioner=other_lead.commissioner, organisation="QYG", role="analyst"
    )

    assert list(Action.visible_to(both)) == [ours]
    services.work_for(commissioner=other_lead.commissioner, by=both)
    assert list(Action.visible_to(both)) == [theirs]


def test_nobody_works_for_a_commissioner_without_a_role_there(quality_lead, other_lead):
    with pytest.raises(AccountRefused, match="no role there"):
        services.work_for(commissioner=other_lead.commissioner, by=quality_lead)


def test_a_role_before_its_first_day_and_after_its_last_grants_nothing(newcomer, administrator):
    held = granted(newcomer, administrator)
    Membership.objects.filter(pk=held.pk).update(
        begins_on=clock.today() + dt.timedelta(days=1), ends_on=clock.today() + dt.timedelta(days=2)
    )

    for days, expected in ((0, False), (1, True), (2, True), (3, False)):
        newcomer.__dict__.pop("reach", None)
        with clock.replaying(clock.today() + dt.timedelta(days=days)):
            assert may(newcomer, "loads.add") is expected


def test_a_closed_account_is_out_at_once(administrator, newcomer, client_of):
    granted(newcomer, administrator)
    client = client_of(newcomer)
    assert client.get("/").status_code == 200

    services.close_account(person=newcomer, why="Left", by=administrator)

    assert client.get("/").status_code == 302
    assert services.open_account(person=newcomer, why="Came back", by=administrator).is_active


def test_nobody_closes_their_own_account_or_that_of_another_commissioners_person(administrator, other_lead):
    with pytest.raises(AccountRefused, match="your own"):
        services.close_account(person=administrator, why="x", by=administrator)
    with pytest.raises(AccountRefused, match="Nobody of that name"):
        services.close_account(person=other_lead, why="x", by=administrator)


def test_a_shared_action_is_seen_by_whom_it_is_shared_with_and_by_nobody_else(quality_lead, other_lead):
    record = actions.action(quality_lead)
    partner = UserFactory(username="owen", role="partner", organisation="HW1")
    other_partner = UserFactory(username="zoe", role="partner", organisation="HW2")

    services.share(record=record, whom="HW1", basis="deed", why="Joint review", by=quality_lead)
    services.share(
        record=record, whom=other_lead.commissioner, basis="contract", why="Associate", by=quality_lead
    )

    assert [list(Action.visible_to(each)) for each in (partner, other_lead)] == [[record], [record]]
    assert not Action.visible_to(other_partner).exists()


def test_sharing_ends_by_deed_and_by_its_last_day(quality_lead):
    record = actions.action(quality_lead)
    partner = UserFactory(username="owen", role="partner", organisation="HW1")
    said = {"record": record, "whom": "HW1", "basis": "deed", "why": "Joint review", "by": quality_lead}
    first = services.share(**said, until=clock.today())

    with clock.replaying(clock.today() + dt.timedelta(days=1)):
        assert not Action.visible_to(partner).exists()
    services.end_share(share=first, by=quality_lead)
    assert not Action.visible_to(partner).exists()
    with pytest.raises(ShareRefused, match="any more"):
        services.end_share(share=first, by=quality_lead)


def test_a_restricted_record_is_never_shared_and_what_was_shared_is_hidden_once_restricted(quality_lead):
    record = actions.action(quality_lead)
    partner = UserFactory(username="owen", role="partner", organisation="HW1")
    services.share(record=record, whom="HW1", basis="deed", why="Joint review", by=quality_lead)
    Action.objects.filter(pk=record.pk).update(restriction="safeguarding")
    record.refresh_from_db()

    assert not Action.visible_to(partner).exists()
    with pytest.raises(ShareRefused, match="never shared"):
        services.share(record=record, whom="HW2", basis="deed", why="x", by=quality_lead)


def test_who_may_not_share_is_refused(quality_lead, other_lead):
    record = actions.action(quality_lead)
    said = {"record": record, "whom": "HW1", "basis": "deed", "why": "x"}

    with pytest.raises(NotAllowed):
        services.share(**said, by=UserFactory(username="a", role="analyst"))
    with pytest.raises(ShareRefused, match="your own"):
        services.share(**said, by=other_lead)


def test_the_page_of_people_finds_by_name_and_role(administrator, newcomer, client_of, other_lead):
    granted(newcomer, administrator)
    client = client_of(administrator)

    assert "2 people hold a role here." in words(page_of(client.get("/people/")))
    found = words(page_of(client.get("/people/?q=ned&role=analyst")))
    assert "Ned Newcomer" in found
    assert "Priya Nair, " not in found.replace("Priya Nair, NHS", "")
    assert "Megan" not in words(page_of(client.get("/people/?q=megan")))


def test_a_role_is_given_and_ended_on_the_page_of_a_person(administrator, newcomer, client_of):
    give_to = UserFactory(username="sam", first_name="Sam", last_name="Cruz", role="analyst")
    client = client_of(administrator)
    address = f"/people/{give_to.public_id}"

    assert client.post(f"{address}/roles", {"grant-role": "committee_member"}).status_code == 302
    held = give_to.memberships.get(role="analyst").public_id
    refused = client.post(f"{address}/roles/{held}/end", {})
    assert refused.status_code == 422
    assert "Say why" in words(page_of(refused, status=422))
    assert client.post(f"{address}/roles/{held}/end", {f"{held}-why": "Moved on"}).status_code == 302

    told = words(page_of(client.get(address)))
    assert "Holds 1 role here: Committee member." in told


def test_the_page_of_sharing_shares_and_ends(quality_lead, client_of):
    record = actions.action(quality_lead)
    client, address = client_of(quality_lead), f"/shared/action/{record.public_id}"

    refused = client.post(address, {"basis": "deed", "why": "Joint review"})
    assert "Choose another integrated care board, or enter the code" in words(page_of(refused, status=422))
    assert (
        client.post(address, {"basis": "deed", "why": "Joint review", "organisation": "hw1"}).status_code
        == 302
    )
    made = Share.objects.get()
    assert made.with_organisation == "HW1"
    assert client.post(f"/shared/{made.public_id}/end").status_code == 302
    assert "Shared with nobody." in words(page_of(client.get(address)))


def test_a_partner_sees_what_is_shared_and_why(quality_lead, client_of):
    record = actions.action(quality_lead, "Review handovers")
    partner = UserFactory(username="owen", role="partner", organisation="HW1")
    services.share(record=record, whom="HW1", basis="deed", why="Joint review", by=quality_lead)

    told = words(page_of(client_of(partner).get("/", follow=True)))

    assert "1 record is shared with you." in told
    assert "Joint review" in told


def test_who_can_see_what_is_for_everybody_and_names_every_role(client):
    told = words(page_of(client.get("/who-can-see-what")))

    for title in ("Quality lead", "Associate commissioner", "Auditor", "Public"):
        assert title in told


def test_a_change_of_desk_is_offered_to_those_with_two(client_of, quality_lead):
    quality_lead.commissioner = OtherCommissionerFactory()
    give(quality_lead, "analyst")

    told = words(page_of(client_of(quality_lead).get("/your-details")))

    assert "Work for another integrated care board" in told

"""Whom providers are compared with: sets that the worker fills, and groups that people choose."""

import datetime as dt

import polars as pl
import pytest

from tests.factories import surveillance as made
from tests.factories.accounts import UserFactory
from trigpoint.analysis import funnel
from trigpoint.audit.models import Event
from trigpoint.common.errors import NotAllowed
from trigpoint.indicators.definitions import library
from trigpoint.organisations.models import Belonging, Hierarchy, Kind, Organisation
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.models import PeerPosition, PeerSet, SeriesStatus
from trigpoint.surveillance.rules import peer_sets
from trigpoint.surveillance.services.grouping import GroupImpossible

pytestmark = pytest.mark.django_db
CODE = "ae-4hour-type1"


def compared(sizes, kind="trust", last_end=dt.date(2026, 9, 30)):
    """So many providers of one kind, with these denominators."""
    return pl.DataFrame(
        [(n, CODE, kind, 100 + n, size / 2, float(size), last_end) for n, size in enumerate(sizes)],
        schema=peer_sets.COMPARED,
        orient="row",
    )


NOBODY = pl.DataFrame(schema=peer_sets.MEMBERS)


def members(**keys):
    rows = [(place, key) for key, places in keys.items() for place in places]
    return pl.DataFrame(rows, schema=peer_sets.MEMBERS, orient="row")


def by_key(sets):
    return {key: sorted(some["status"].to_list()) for (key,), some in sets.group_by("key")}


def test_thirds_are_of_the_sizes_and_equal_sizes_stay_together():
    found = peer_sets.sets_of(compared([1, 2, 3, 4, 5, 5, 5, 9, 10]), NOBODY, NOBODY)

    # the thirds of nine sizes end at 3.67 and 5
    assert by_key(found) == {"size-1": [0, 1, 2], "size-2": [3, 4, 5, 6], "size-3": [7, 8]}


def test_thirds_are_within_a_kind():
    both = pl.concat(
        [
            compared([1, 2, 3]),
            compared([100, 200, 300], "independent").with_columns(pl.col("status", "organisation") + 10),
        ]
    )

    assert by_key(peer_sets.sets_of(both, NOBODY, NOBODY)) == {
        "size-1": [0, 10],
        "size-2": [1, 11],
        "size-3": [2, 12],
    }


def test_regions_and_own_groups_hold_those_that_are_named():
    found = peer_sets.sets_of(
        compared([1, 2, 3]),
        members(**{"region-Y62": [100, 101], "region-Y56": [102]}),
        members(**{"own-abc": [100, 102, 999]}),
    )

    told = by_key(found)
    assert (told["region-Y62"], told["region-Y56"], told["own-abc"]) == ([0, 1], [2], [0, 2])
    assert found.filter(pl.col("key") == "own-abc")["kind"].unique().to_list() == [""]


def test_a_group_of_several_kinds_compares_one_period_only():
    both = pl.concat(
        [
            compared([1, 2, 3]),
            compared([4, 5], "independent", dt.date(2026, 6, 30)).with_columns(
                pl.col("status", "organisation") + 10
            ),
        ]
    )

    found = by_key(peer_sets.sets_of(both, NOBODY, members(**{"own-abc": [100, 101, 102, 110, 111]})))

    assert found["own-abc"] == [0, 1, 2]
    assert found["size-1"] == [0, 10]  # each kind within itself


def test_the_mark_changes_with_the_period():
    def marked(last_end):
        sets = peer_sets.sets_of(compared([1, 2, 3], last_end=last_end), NOBODY, NOBODY)
        return peer_sets.marks(sets, library())["mark"].to_list()

    assert not set(marked(dt.date(2026, 9, 30))) & set(marked(dt.date(2026, 8, 31)))


def test_a_set_says_what_the_funnel_of_its_members_says():
    some = compared([1000, 1100, 1200, 1300, 1400, 1500]).with_columns(
        numerator=pl.Series([500.0, 560, 610, 640, 690, 1200])
    )
    sets = peer_sets.sets_of(some, NOBODY, members(**{"own-abc": range(100, 106)})).filter(
        pl.col("key") == "own-abc"
    )

    told = peer_sets.positions(sets, library()).sort("status")

    counted = some.select(
        group=pl.lit("x"),
        unit=pl.col("status").cast(pl.String),
        numerator="numerator",
        denominator="denominator",
    )
    drawn = funnel.funnel(
        counted, kind=library()[CODE].compare.kind, overdispersion="additive", trim="winsorise"
    )
    assert told["z"].to_list() == pytest.approx(drawn["z"].to_list())
    assert told["upper998"].to_list() == pytest.approx(drawn["upper998"].to_list())
    assert told["rank_upper"].max() == 6


def test_fewer_than_five_are_listed_and_not_compared():
    sets = peer_sets.sets_of(compared([1, 2, 3, 4]), NOBODY, members(**{"own-abc": range(100, 104)}))

    told = peer_sets.positions(sets, library()).filter(pl.col("key") == "own-abc")

    assert told.height == 4
    assert told["z"].null_count() == told["rank_lower"].null_count() == 4
    assert told["outlier"].unique().to_list() == [""]


def test_the_mark_changes_with_a_figure_and_not_with_the_order():
    sets = peer_sets.sets_of(compared(range(1, 10)), NOBODY, NOBODY)
    before = dict(peer_sets.marks(sets, library()).select("key", "mark").iter_rows())

    shuffled = peer_sets.marks(sets.sample(fraction=1, shuffle=True, seed=1), library())
    other = peer_sets.marks(
        sets.with_columns(numerator=pl.col("numerator") + (pl.col("status") == 1)), library()
    )

    assert dict(shuffled.select("key", "mark").iter_rows()) == before
    after = dict(other.select("key", "mark").iter_rows())
    assert {key for key in before if after[key] != before[key]} == {"size-1"}


@pytest.fixture
def trusts(quality_lead):
    """Eighteen trusts compared on one indicator, six each in three regions; with their statuses."""
    regions = [
        Organisation.objects.create(
            code=f"Y{n}", name=f"Region {n}", kind=Kind.REGION, owner=quality_lead.commissioner, is_open=True
        )
        for n in range(3)
    ]
    found = []
    for n in range(18):
        trust = made.provider(quality_lead, f"R{n:02}", f"Trust {n:02}")
        Belonging.objects.create(hierarchy=Hierarchy.REGION, child=trust, parent=regions[n % 3])
        values = [value + n / 8 - 20 * (n == 7) for value in made.STEADY]
        made.series(quality_lead, trust, values, indicator=CODE, denominator=1000 + 100 * n)
        found.append(trust)
    made.refreshed(quality_lead)
    return found


def compare(by):
    return services.compare_peers(owner=by.commissioner, by=by)


def group(by, trusts, name="Like us", reason="Much the same patients"):
    return services.make_group(name=name, members=trusts, reason=reason, by=by)


def test_the_worker_compares_each_with_its_size_and_region(quality_lead, trusts):
    assert compare(quality_lead) == 6

    status = SeriesStatus.objects.get(organisation=trusts[7])
    found = {each.peer_set.key: each for each in queries.positions_of(status=status)}
    assert set(found) == {"size-2", "region-Y1"}
    assert {each.peer_set.units for each in found.values()} == {6}
    assert found["region-Y1"].outlier == "low998"


def test_only_what_changed_is_worked_out_again(quality_lead, trusts):
    compare(quality_lead)
    before = dict(PeerSet.objects.values_list("key", "pk"))
    assert compare(quality_lead) == 0
    SeriesStatus.objects.filter(organisation=trusts[0]).update(last_numerator=1)

    assert compare(quality_lead) == 2
    after = dict(PeerSet.objects.values_list("key", "pk"))
    assert {key for key in after if after[key] != before[key]} == {"size-1", "region-Y0"}
    assert PeerPosition.objects.count() == 36


def test_two_workers_at_once_write_each_set_once(quality_lead, trusts, monkeypatch):
    """Another worker writes the same sets while this one works them out."""
    positions, both = peer_sets.positions, []

    def meanwhile(*given):
        told = positions(*given)
        if not both:
            both.append(True)
            both.append(compare(quality_lead))
        return told

    monkeypatch.setattr(peer_sets, "positions", meanwhile)

    assert compare(quality_lead) == 0
    assert both[1] == PeerSet.objects.count() > 0
    assert (
        PeerPosition.objects.values("status", "peer_set").distinct().count() == PeerPosition.objects.count()
    )


def test_a_provider_that_moves_to_another_region_is_compared_there(quality_lead, trusts):
    compare(quality_lead)
    moved = Belonging.objects.get(child=trusts[0], hierarchy=Hierarchy.REGION)
    moved.to_on = dt.date(2020, 1, 1)
    moved.save()

    compare(quality_lead)

    assert dict(PeerSet.objects.filter(key__startswith="region").values_list("key", "units")) == {
        "region-Y0": 5,
        "region-Y1": 6,
        "region-Y2": 6,
    }


def test_a_group_of_ones_own_is_made_with_name_members_and_reason(quality_lead, trusts):
    made_one = group(quality_lead, trusts[:6])
    compare(quality_lead)

    [known] = queries.peer_groups(user=quality_lead)
    assert (known.record, known.name, known.is_retired) == (made_one, "Like us", False)
    assert [each.code for each in known.members] == ["R00", "R01", "R02", "R03", "R04", "R05"]
    assert PeerSet.objects.get(key=known.key).units == 6
    event = Event.objects.get(name="surveillance.group_made")
    assert event.after == {"members": 6}
    assert "Much the same" not in str(event.__dict__)


def test_a_change_stays_beside_what_was_before(quality_lead, trusts):
    known = group(quality_lead, trusts[:6])

    services.change_group(
        group=known, name="Like us now", members=trusts[:5], reason="One merged", by=quality_lead
    )
    compare(quality_lead)

    [found] = queries.peer_groups(user=quality_lead)
    assert [(step.deed, step.name, step.members.count()) for step in found.steps] == [
        ("made", "Like us", 6),
        ("changed", "Like us now", 5),
    ]
    assert PeerSet.objects.get(key=found.key).units == 5


def test_a_retired_group_is_compared_no_more_and_stays_on_record(quality_lead, trusts):
    known = group(quality_lead, trusts[:6])
    compare(quality_lead)

    services.retire_group(group=known, reason="The study is over", by=quality_lead)
    compare(quality_lead)

    [found] = queries.peer_groups(user=quality_lead)
    assert (found.is_retired, found.steps[-1].reason, len(found.members)) == (True, "The study is over", 6)
    assert not PeerSet.objects.filter(key=found.key).exists()
    assert queries.names_of_peer_groups(user=quality_lead) == {}
    with pytest.raises(GroupImpossible, match="was retired"):
        services.retire_group(group=known, reason="Again", by=quality_lead)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": "  "}, "Say why"),
        ({"name": " "}, "Give the group a name"),
        ({"number": 4}, "5 to 500 providers"),
        ({"name": "LIKE US"}, "a group of that name already"),
    ],
)
def test_what_is_no_group_is_refused(quality_lead, trusts, change, said):
    group(quality_lead, trusts[:6])
    asked = {"name": "Others", "reason": "Because", "number": 6, **change}

    with pytest.raises(GroupImpossible, match=said):
        group(quality_lead, trusts[: asked["number"]], asked["name"], asked["reason"])


def test_a_change_of_nothing_is_refused(quality_lead, trusts):
    known = group(quality_lead, trusts[:6])

    with pytest.raises(GroupImpossible, match="as they were"):
        services.change_group(
            group=known, name="Like us", members=trusts[:6], reason="Again", by=quality_lead
        )


@pytest.mark.parametrize("role", ["clinical_chair", "committee_member", "provider", "contract_manager"])
def test_only_those_who_look_after_charts_make_groups(quality_lead, trusts, role):
    organisation = {"organisation": "R00"} if role == "provider" else {}
    person = UserFactory(username="else", role=role, commissioner=quality_lead.commissioner, **organisation)

    with pytest.raises(NotAllowed):
        group(person, trusts[:6])


def test_the_groups_of_a_neighbour_are_not_seen(quality_lead, other_lead, trusts):
    known = group(quality_lead, trusts[:6])
    compare(quality_lead)

    assert queries.peer_groups(user=other_lead) == []
    assert queries.peer_group(user=other_lead, public_id=known.public_id) is None
    assert queries.names_of_peer_groups(user=other_lead) == {}
    assert queries.peer_sets(user=other_lead, indicator=CODE) == []

"""Peers: what is compared, which groups a commissioner has, and where providers stand among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
from django.db.models import Max, Prefetch, Q

from trigpoint.accounts.models import Commissioner, User
from trigpoint.analysis.funnel import LEAST_UNITS
from trigpoint.indicators.definitions import library
from trigpoint.organisations.models import Belonging, Hierarchy, Organisation
from trigpoint.surveillance.models import PeerGroup, PeerGroupStep, PeerPosition, PeerSet, SeriesStatus
from trigpoint.surveillance.rules.peer_sets import COMPARED, MEMBERS, OWN, REGION, SET, marks


@dataclass(frozen=True)
class Group:
    """A peer group as its latest step says."""

    record: PeerGroup
    name: str
    is_retired: bool
    members: tuple[Organisation, ...]
    steps: tuple[PeerGroupStep, ...]

    @property
    def key(self) -> str:
        """What stands for it in an address."""
        return f"{OWN}{self.record.public_id}"


def peer_groups(*, user: User) -> list[Group]:
    """The groups of `user`'s commissioner, those in use first, by name; each with its members and steps."""
    found = PeerGroup.visible_to(user).prefetch_related(_steps())
    return sorted(map(_group, found), key=lambda each: (each.is_retired, each.name.casefold()))


def peer_group(*, user: User, public_id: str) -> Group | None:
    """One group that `user` may see."""
    found = PeerGroup.visible_to(user).filter(public_id=public_id).prefetch_related(_steps()).first()
    return _group(found) if found else None


def names_of_peer_groups(*, user: User) -> dict[str, str]:
    """Key -> name of the groups in use, without their members: one look at the database."""
    steps = PeerGroupStep.objects.filter(group__in=PeerGroup.visible_to(user)).order_by("at", "pk")
    latest = {
        public_id: (name, deed)
        for public_id, name, deed in steps.values_list("group__public_id", "name", "deed")
    }
    return {
        f"{OWN}{public_id}": name
        for public_id, (name, deed) in latest.items()
        if deed != PeerGroupStep.Deed.RETIRED
    }


def _steps() -> Prefetch:
    steps = PeerGroupStep.objects.order_by("at", "pk").select_related("by").prefetch_related("members")
    return Prefetch("steps", queryset=steps)


def _group(record: PeerGroup) -> Group:
    steps = tuple(record.steps.all())
    last = steps[-1]
    members = sorted(last.members.all(), key=lambda each: each.name)
    return Group(record, last.name, last.deed == PeerGroupStep.Deed.RETIRED, tuple(members), steps)


def compared_statuses(*, owner: Commissioner) -> pl.DataFrame:
    """What the funnels of kinds compare, in the columns of `peer_sets.COMPARED`."""
    found = SeriesStatus.objects.filter(owner=owner, funnel_units__isnull=False).order_by()
    rows = found.values_list(
        *("pk", "indicator", "organisation__kind", "organisation_id"),
        *("last_numerator", "last_denominator", "last_end"),
    )
    return pl.DataFrame(list(rows.iterator()), schema=COMPARED, orient="row")


def regions_of(*, owner: Commissioner, today: dt.date) -> pl.DataFrame:
    """Which organisation with a status of `owner` stands in which region: the columns of `peer_sets.MEMBERS`."""
    held = Belonging.objects.filter(
        Q(from_on__isnull=True) | Q(from_on__lte=today),
        Q(to_on__isnull=True) | Q(to_on__gte=today),
        hierarchy=Hierarchy.REGION,
        child__in=SeriesStatus.objects.filter(owner=owner).values("organisation"),
    ).order_by("child", "parent__code")
    latest = dict(held.values_list("child", "parent__code"))
    rows = [(child, f"{REGION}{code}") for child, code in latest.items()]
    return pl.DataFrame(rows, schema=MEMBERS, orient="row")


def newest_group_step(*, owner: Commissioner) -> int:
    """Changes whenever somebody made, changed or retired a peer group of a commissioner."""
    return PeerGroupStep.objects.filter(group__owner=owner).aggregate(newest=Max("pk"))["newest"] or 0


def own_members(*, owner: Commissioner) -> pl.DataFrame:
    """Which organisation is in which group in use of a commissioner: the columns of `peer_sets.MEMBERS`."""
    found = map(_group, PeerGroup.objects.filter(owner=owner).prefetch_related(_steps()))
    rows = [(each.pk, group.key) for group in found if not group.is_retired for each in group.members]
    return pl.DataFrame(rows, schema=MEMBERS, orient="row")


def standing_peer_sets(*, owner: Commissioner) -> pl.DataFrame:
    """The sets of peers of a commissioner as they stand: columns of `peer_sets.SET`, mark and pk."""
    kinds = {**dict.fromkeys(SET, pl.String), "mark": pl.String, "pk": pl.Int64}
    rows = PeerSet.objects.filter(owner=owner).order_by().values_list(*kinds)
    return pl.DataFrame(list(rows), schema=kinds, orient="row")


def peer_sets(*, user: User, indicator: str) -> list[PeerSet]:
    """The sets of peers of one indicator that were worked out for `user`'s commissioner."""
    return list(PeerSet.visible_to(user).filter(indicator=indicator).order_by("kind", "key"))


def late_sets(*, sets: Iterable[PeerSet]) -> set[int]:
    """Those of some sets in hand that the worker has yet to bring in line with the figures that stand now."""
    known = {each.pk: each.mark for each in sets}
    members = PeerPosition.objects.filter(peer_set__in=known, status__funnel_units__isnull=False).order_by()
    kinds = {
        **dict.fromkeys(SET, pl.String),
        "status": pl.Int64,
        "numerator": pl.Float64,
        "denominator": pl.Float64,
        "last_end": pl.Date,
    }
    columns = (
        "peer_set_id",
        "status__indicator",
        "status_id",
        "status__last_numerator",
        "status__last_denominator",
        "status__last_end",
    )
    rows = [(code, "", str(pk), *rest) for pk, code, *rest in members.values_list(*columns)]
    standing = marks(pl.DataFrame(rows, schema=kinds, orient="row"), library())
    now = {int(pk): mark for pk, mark in standing.select("key", "mark").iter_rows()}
    return {pk for pk, mark in known.items() if now.get(pk) != mark}


def positions_in(*, peer_set: PeerSet, is_late: bool = False) -> list[SeriesStatus]:
    """The status of each member of a set in hand as it stands among these peers, and not among all of its kind.

    Of a set that is late (`late_sets`) nothing is told: its limits are of other figures than those that stand now.
    """
    found = PeerPosition.objects.filter(peer_set=peer_set).select_related(
        "status__series", "status__organisation"
    )
    is_compared = peer_set.units >= LEAST_UNITS and not is_late
    return [
        _as_placed(each, peer_set, is_compared=is_compared)
        for each in found.order_by("status__organisation__name")
    ]


def older_members(*, user: User, peer_set: PeerSet) -> list[SeriesStatus]:
    """Who is in the group of a set in hand and left out of it, since the newest figure is older than that of the others."""
    groups = PeerGroup.visible_to(user).filter(public_id=peer_set.key.removeprefix(OWN))
    step = PeerGroupStep.objects.filter(group__in=groups).order_by("at", "pk").last()
    compared = PeerPosition.objects.filter(peer_set=peer_set)
    newest = compared.aggregate(newest=Max("status__last_end"))["newest"]
    if step is None or newest is None:
        return []
    found = SeriesStatus.visible_to(user).filter(
        indicator=peer_set.indicator,
        funnel_units__isnull=False,
        last_end__lt=newest,
        organisation__in=step.members.all(),
    )
    return list(
        found.exclude(pk__in=compared.values("status"))
        .select_related("organisation")
        .order_by("organisation__name")
    )


def positions_of(*, status: SeriesStatus) -> list[PeerPosition]:
    """Where the series of a status in hand stands in each of its sets of peers."""
    return list(
        PeerPosition.objects.filter(status=status).select_related("peer_set").order_by("peer_set__key")
    )


@dataclass(frozen=True)
class OnIndicator:
    """An indicator on which a set of peers is compared."""

    indicator: str
    title: str
    units: int


def indicators_compared(*, user: User, key: str) -> list[OnIndicator]:
    """The indicators for which a set of peers was worked out, by title."""
    rows = PeerSet.visible_to(user).filter(key=key).values_list("indicator", "units")
    known = library()
    found = [OnIndicator(code, known[code].title, units) for code, units in rows if code in known]
    return sorted(found, key=lambda each: each.title)


def names_of_regions(*, user: User, codes: list[str]) -> dict[str, str]:
    """Code -> name of some regions."""
    return dict(Organisation.visible_to(user).filter(code__in=codes).values_list("code", "name"))


def mark_of_peers(*, user: User) -> str:
    """Changes whenever somebody made, changed or retired a peer group of `user`'s commissioner, or one was worked out."""
    groups = PeerGroup.visible_to(user)
    step = PeerGroupStep.objects.filter(group__in=groups).aggregate(newest=Max("pk"))
    made = PeerSet.visible_to(user).aggregate(newest=Max("pk"))
    return f"{step['newest']}|{made['newest']}"


def _as_placed(position: PeerPosition, peer_set: PeerSet, *, is_compared: bool) -> SeriesStatus:
    status = position.status
    if not is_compared:
        status.funnel_z = status.funnel_limits = status.funnel_units = None
        status.rank_lower = status.rank_upper = status.told_apart = None
        status.funnel_outlier = ""
        return status
    status.funnel_z = position.z
    status.funnel_outlier = position.outlier
    status.funnel_limits = [position.lower95, position.upper95, position.lower998, position.upper998]
    status.funnel_units = peer_set.units
    status.rank_lower, status.rank_upper = position.rank_lower, position.rank_upper
    status.told_apart = position.told_apart
    return status

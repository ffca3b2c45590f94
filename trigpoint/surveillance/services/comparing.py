"""Comparing each provider with its peers ahead of time: by size, by region, and in groups of a commissioner's own."""

from __future__ import annotations

import polars as pl
from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.audit import services as audit
from trigpoint.common import clock, staging
from trigpoint.indicators.definitions import library
from trigpoint.surveillance import queries
from trigpoint.surveillance.models import PeerPosition, PeerSet
from trigpoint.surveillance.rules import peer_sets
from trigpoint.surveillance.rules.peer_sets import SET


def compare_peers(*, owner: Commissioner, by: User) -> int:
    """Bring every set of peers of `owner` in line with the statuses, regions and groups; how many were worked out anew.

    Funnels and ranks are worked out here, by the worker, and only of sets whose members or figures have changed: pages read
    what is kept. The database is held for the writing only.
    """
    definitions = library()
    compared = queries.compared_statuses(owner=owner).filter(pl.col("indicator").is_in(list(definitions)))
    regions = queries.regions_of(owner=owner, today=clock.today())
    sets = peer_sets.sets_of(compared, regions, queries.own_members(owner=owner))
    marked = peer_sets.marks(sets, definitions)
    changed = marked.join(queries.standing_peer_sets(owner=owner), on=[*SET, "mark"], how="anti")
    told = peer_sets.positions(sets.join(changed, on=SET, how="semi"), definitions)
    with transaction.atomic():
        made, gone = _write(owner, marked, changed, told)
        if made or gone:
            audit.record(by, "surveillance.peers_compared", owner, after={"anew": made, "gone": gone})
    return made


def _write(
    owner: Commissioner, marked: pl.DataFrame, changed: pl.DataFrame, told: pl.DataFrame
) -> tuple[int, int]:
    """Put the sets that changed in the place of those that stand; what another worker has written meanwhile stays. How many are new and gone."""
    Commissioner.objects.select_for_update().get(pk=owner.pk)
    standing = queries.standing_peer_sets(owner=owner)
    gone = standing.join(marked, on=[*SET, "mark"], how="anti")
    new = changed.join(standing, on=[*SET, "mark"], how="anti")
    PeerSet.objects.filter(owner=owner, pk__in=gone["pk"].to_list()).delete()
    made = PeerSet.objects.bulk_create(PeerSet(owner=owner, **row) for row in new.iter_rows(named=True))
    keys = pl.DataFrame(
        [(each.pk, each.indicator, each.kind, each.key) for each in made],
        schema={"peer_set_id": pl.Int64, **dict.fromkeys(SET, pl.String)},
        orient="row",
    )
    rows = told.join(keys, on=SET).rename({"status": "status_id"}).drop(SET)
    staging.insert_frame(PeerPosition._meta.db_table, rows)
    return len(made), gone.height

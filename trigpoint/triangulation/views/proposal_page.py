"""What stands on the page of one proposal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import resolve

from trigpoint.accounts.access import opens_to
from trigpoint.common import clock, references
from trigpoint.frameworks.queries import pack_on
from trigpoint.triangulation.models import Concern, Direction, Proposal
from trigpoint.triangulation.presenters import proposal_words as words
from trigpoint.triangulation.presenters import proposals as presenter
from trigpoint.triangulation.presenters.matrix_cell import Naming, facts_shown
from trigpoint.triangulation.queries import proposals as queries
from trigpoint.triangulation.queries.grid import SPEAKING, Grid, Only, grid
from trigpoint.triangulation.queries.mapping import known_of
from trigpoint.triangulation.queries.proposal_stands import Listed
from trigpoint.triangulation.queries.proposals import Proposed
from trigpoint.triangulation.queries.sides import Sides, sides_of
from trigpoint.triangulation.rules.proposals import Support, outlook


def page_of(request: HttpRequest, one: Listed) -> dict[str, Any]:
    """Everything but the forms."""
    today, made = clock.today(), one.proposal
    pack = pack_on(today)
    titles = presenter.titles_of(pack, today)
    seen = queries.proposed(user=request.user, one=one)
    around = grid(user=request.user, providers=[made.provider], day=today, only=Only(theme=made.theme))
    sides = sides_of(around, made.provider_id) if made.theme else None
    if made.door and sides:  # a trigger is listed whatever speaks against it; that stands here all the same
        seen = replace(seen, contradicts=sides.against, watching=sides.watching)
    naming = _naming(request, seen)
    blind = sides.blind if sides else ()
    looking = _looking(around, made)
    needed = around.settings.streams_needed
    run = queries.latest_run(user=request.user, direction=made.direction)
    return {
        "one": one,
        "proposal": made,
        "is_good": made.direction == Direction.GOOD,
        "theme": titles.theme(made.theme),
        "also": [titles.theme(each) for each in made.also],
        "first_line": presenter.first_line(one, titles),
        "standing": presenter.standing_line(one, titles),
        "beside": queries.open_beside(user=request.user, proposals=[made])[made.pk],
        "supports": facts_shown(seen.supports, naming),
        "contradicts": facts_shown(seen.contradicts, naming),
        "watching": facts_shown(seen.watching, naming),
        "streams": titles.of_streams(made.streams),
        "blind": blind,
        "normal": sides.normal if sides else (),
        "not_connected": sides.not_connected if sides else (),
        "chance": ""
        if made.door
        else words.chance_here(run, kind=made.provider.kind, looking=looking, needed=needed),
        "chance_grid": words.by_chance_anywhere(run) if run and not made.door else "",
        "minds": _minds(seen, around.settings.fresh_days, needed, titles, sides),
        "told_with": [(each, titles.theme(each.theme)) for each in seen.told_with],
        "history": presenter.history(seen.steps, titles, _concerns(request, seen)),
    }


def _looking(around: Grid, made: Proposal) -> dict[str, str]:
    """The streams that look at the theme there, whatever they see, as code -> title."""
    return {
        stream.code: stream.title
        for stream in around.streams
        if made.theme and around.cell(made.provider_id, made.theme, stream.code).state in SPEAKING
    }


def _minds(
    seen: Proposed, fresh_days: Any, needed: int, titles: presenter.Titles, sides: Sides | None
) -> list[str]:
    made = seen.listed.proposal
    if not made.is_standing:
        return ["It is proposed again once enough independent kinds of evidence agree."]
    told = [Support(each.stream, each.event or each.public_id, each.last_on) for each in seen.supports]
    is_door = bool(made.door)
    ahead = outlook(told, fresh_days=fresh_days, needed=1 if is_door else needed)
    lines = words.minds(ahead, needed=needed, streams=titles.streams, fresh_days=fresh_days, is_door=is_door)
    blind = [each.title for each in sides.blind] if sides and not is_door else []
    return [*lines, *words.other_side(len(seen.contradicts), blind, made.direction)]


def _concerns(request: HttpRequest, seen: Proposed) -> frozenset[int]:
    """Concerns that the reader may see, of those that steps speak of."""
    wanted = [step.concern_id for step in seen.steps if step.concern_id]
    return frozenset(Concern.visible_to(request.user).filter(pk__in=wanted).values_list("pk", flat=True))


def _naming(request: HttpRequest, seen: Proposed) -> Naming:
    """What pages call things, and the records that the reader's role opens."""
    pack = pack_on(clock.today())
    told = (*seen.supports, *seen.contradicts, *seen.watching)
    shown = references.show_all({each.record for each in told if each.record}, user=request.user)
    return Naming(
        abouts=known_of(pack),
        streams={stream.code: stream.title for stream in pack.streams},
        records={name: each for name, each in shown.items() if _opens(request, each.address)},
    )


def _opens(request: HttpRequest, address: str) -> bool:
    return opens_to(request.user, resolve(address.partition("?")[0].partition("#")[0]).view_name)

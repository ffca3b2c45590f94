"""A second telling of the rule of agreement: one day, one provider, one theme after the other, in plain loops."""

import datetime as dt
from itertools import permutations


def counts(fact, day, fresh):
    return fact["known_on"] <= day and fact["last_on"] >= day - dt.timedelta(days=fresh[fact["stream"]])


def looks(row, day, fresh):
    newest = min(row["last_known"], day)
    return row["first_known"] <= day and newest >= day - dt.timedelta(days=fresh[row["stream"]])


def state(facts, coverage, day, fresh):
    """Of one cell, and None where nothing is known yet."""
    states = {fact["state"] for fact in facts if counts(fact, day, fresh)}
    for each in ("concern", "watch", "good"):
        if each in states:
            return each
    if any(looks(row, day, fresh) for row in coverage):
        return "normal"
    if any(fact["known_on"] <= day for fact in facts) or any(row["first_known"] <= day for row in coverage):
        return "stale"
    return None


def places(*parts):
    return sorted(
        {tuple(row[name] for name in ("provider", "theme", "stream")) for part in parts for row in part}
    )


def of(rows, provider, theme, stream=None):
    return [
        row
        for row in rows
        if (row["provider"], row["theme"]) == (provider, theme) and stream in (None, row["stream"])
    ]


def cells(facts, coverage, day, fresh):
    found = {}
    for place in places(facts, coverage):
        mine, seen = of(facts, *place), of(coverage, *place)
        says = state(mine, seen, day, fresh)
        if says is None:
            continue
        standing = [fact for fact in mine if counts(fact, day, fresh)]
        mixed = {"concern", "good"} <= {fact["state"] for fact in standing}
        found[place] = (says, mixed, sorted({fact["key"] for fact in standing}))
    return found


def independent(facts):
    """Every way to give each stream an event of its own is tried."""
    tells = {}
    for fact in facts:
        tells.setdefault(fact["stream"], set()).add(fact["event"])
    streams, events = sorted(tells), sorted({fact["event"] for fact in facts})
    nobody = [None] * len(streams)
    return max(
        sum(event in tells[stream] for stream, event in zip(streams, order, strict=True))
        for order in set(permutations(events + nobody, len(streams)))
    )


def agreements(facts, coverage, day, fresh, needed, direction="concern"):
    found = {}
    for provider, theme in {place[:2] for place in places(facts)}:
        mine = [fact for fact in of(facts, provider, theme) if counts(fact, day, fresh)]
        support = [fact for fact in mine if fact["state"] == direction]
        if not support or independent(support) < needed:
            continue
        days = sorted({fact["known_on"] for fact in support})
        since = next(
            d for d in days if independent([fact for fact in support if fact["known_on"] <= d]) >= needed
        )
        found[provider, theme] = {
            "streams": sorted({fact["stream"] for fact in support}),
            "independent": independent(support),
            "supports": sorted({fact["key"] for fact in support}),
            "contradicts": sorted(
                {f["key"] for f in mine if f["state"] == {"concern": "good", "good": "concern"}[direction]}
            ),
            "watching": sorted({fact["key"] for fact in mine if fact["state"] == "watch"}),
            "since": since,
            **whole(facts, coverage, day, fresh, provider, theme),
        }
    return without_what_is_held_by_another(found)


def whole(facts, coverage, day, fresh, provider, theme):
    """Streams that tell of the theme anywhere, and what they say here."""
    known = cells(facts, coverage, day, fresh)
    streams = sorted({stream for _, of_theme, stream in known if of_theme == theme})
    says = {stream: known.get((provider, theme, stream), ("no_data",))[0] for stream in streams}
    return {
        "blind": [stream for stream in streams if says[stream] in ("stale", "no_data")],
        "normal": [stream for stream in streams if says[stream] == "normal"],
    }


def without_what_is_held_by_another(found):
    kept = {}
    for place in sorted(found, key=lambda each: (-len(found[each]["supports"]), each[1])):
        holds = [
            other
            for other in kept
            if other[0] == place[0] and set(found[place]["supports"]) <= set(found[other]["supports"])
        ]
        if holds:
            kept[holds[0]]["also"] = sorted([*kept[holds[0]]["also"], place[1]])
        else:
            kept[place] = {**found[place], "also": []}
    return kept

"""What pages of packs say in cases that the shipped files do not show."""

import datetime as dt
from dataclasses import replace

from trigpoint.frameworks import queries
from trigpoint.frameworks.calendar import england
from trigpoint.frameworks.presenters import calendar, difference, pack
from trigpoint.frameworks.working_days import Calendar, Year

TODAY = dt.date(2026, 11, 22)


def test_packs_that_say_everything_alike():
    now = queries.pack_named("icb-2026")
    copy = replace(now, name="copy", title="A copy")

    found = difference.differences(now, copy)

    assert found == []
    assert difference.sentence(now, copy, found) == (
        "Integrated care boards, 2026 and A copy say everything alike."
    )


def test_one_thing_is_told_as_one():
    now = queries.pack_named("icb-2026")
    term = replace(now.term("place"), one="borough")
    copy = replace(now, name="copy", title="A copy", terms={**now.terms, "place": term})

    found = difference.differences(now, copy)

    assert difference.sentence(now, copy, found).startswith("1 thing differs between")
    assert [(each.title, [change.name for change in each.changes]) for each in found] == [
        ("Words", ["Place"])
    ]
    assert found[0].changes[0].second == ("borough, places",)


def test_pack_with_nothing_to_confirm():
    now = queries.pack_named("ccg-2015")
    terms = {code: replace(term, local_default=False) for code, term in now.terms.items()}
    sure = replace(
        now, terms=terms, roles={}, groups={}, recurring={}, vocabularies={}, deadlines=(), listening=(),
        streams=(), themes=(), doors=(), enquiries=(), numbers=(), regimes=(),
    )  # fmt: skip

    assert pack.pack_sentence(sure, TODAY).endswith("Every entry has its source.")


def test_year_of_the_installation_is_marked():
    held = england()
    ours = replace(held.years[2026], is_own=True)
    changed = Calendar(held.name, held.title, held.source, {**held.years, 2026: ours})

    marks = {link.year: link.mark for link in calendar.links(changed, 2026)}

    assert (marks[2025], marks[2026], marks[2028]) == ("", "ours", "to confirm")


def test_calendar_that_does_not_hold_this_year():
    held = Calendar("england", "England", "nowhere", {2012: Year(2012, ())})

    assert calendar.sentence(held, 2012, TODAY).endswith(
        "No calendar is loaded for 2026, so no working day of this year can be counted."
    )

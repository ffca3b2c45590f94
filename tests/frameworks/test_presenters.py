"""What pages of packs say in cases that the shipped files do not show."""

import datetime as dt
from dataclasses import replace

from trigpoint.frameworks import naming, queries
from trigpoint.frameworks.calendar import england
from trigpoint.frameworks.presenters import calendar, difference, pack
from trigpoint.frameworks.presenters import words as pack_words
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


def test_figures_and_comments_are_called_as_people_call_them():
    now = queries.pack_named("icb-2026")

    assert pack_words.held_by(now, now.theme("discharge", TODAY)) == (
        "Figures: Ready to leave, still in; Beds occupied",
        "Comments: Discharge; Continuity of care",
        "Complaints: Admissions, discharge and transfers; Integrated care",
        "Incidents: Discharge or transfer",
        "Visits: Discharge planning",
    )
    assert pack_words.figures_of(now.stream("outcomes", TODAY)) == "Deaths against expected; Mortality (SHMI)"
    assert pack_words.figures_of(now.stream("visits", TODAY)) == "No figures"
    assert pack_words.opened_by(now, now.door("unexpected_deaths", TODAY)) == "A person"
    assert pack_words.opened_by(now, now.door("regulator_inadequate", TODAY)) == "Regulator, or a person"


def test_figure_that_nobody_names_keeps_its_code(monkeypatch):
    monkeypatch.setattr(naming, "_titles", {})
    now = queries.pack_named("icb-2026")

    assert pack_words.figures_of(now.stream("outcomes", TODAY)) == "deaths-in-hospital; shmi"


def test_difference_tells_of_a_theme_that_holds_less_and_a_question_in_other_words():
    now = queries.pack_named("icb-2026")
    themes = tuple(
        replace(each, holds={**each.holds, "comment_theme": ("discharge",)})
        if each.code == "discharge"
        else each
        for each in now.themes
    )
    enquiries = tuple(
        replace(each, question="{says} Why?") if each.code == "discharge_concern" else each
        for each in now.enquiries
    )
    copy = replace(now, name="copy", title="A copy", themes=themes, enquiries=enquiries)

    found = {each.title: each.changes for each in difference.differences(now, copy)}

    assert [(change.name, change.first, change.second) for change in found["Themes"]] == [
        (
            "Discharge and transfer",
            ("Discharge and transfer", "Comments: Discharge; Continuity of care"),
            ("Discharge and transfer", "Comments: Discharge"),
        )
    ]
    assert [change.second for change in found["Key lines of enquiry"]] == [("{says} Why?",)]


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

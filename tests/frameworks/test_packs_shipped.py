"""The packs that ship: in force one after the other, grounded, and with what pages and rules ask of them."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from trigpoint.accounts.rules import role_book
from trigpoint.common import clock
from trigpoint.frameworks import queries
from trigpoint.frameworks.errors import NoPackInForce, NotInPack, PackUnknown
from trigpoint.indicators.definitions import CHARTS, DIMENSIONS, NOT_CHARTED
from trigpoint.surveillance.rules.signals import PRECEDENCE

ROOT = Path(settings.BASE_DIR)
TERM = re.compile(r"""\bterm\(\s*["'](\w+)["']""")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2013-04-01", "ccg-2015"),
        ("2022-06-30", "ccg-2015"),
        ("2022-07-01", "icb-2026"),
        ("2026-11-22", "icb-2026"),
        ("2099-01-01", "icb-2026"),
    ],
)
def test_pack_in_force_on_a_day(day, name):
    assert queries.pack_on(dt.date.fromisoformat(day)).name == name


def test_day_before_any_pack_is_refused():
    with pytest.raises(NoPackInForce, match=r"PCK-001: no framework pack is in force on 31 March 2013"):
        queries.pack_on(dt.date(2013, 3, 31))


def test_packs_are_in_order_and_follow_each_other():
    assert [pack.name for pack in queries.packs()] == ["ccg-2015", "icb-2026"]
    assert queries.pack_named("icb-2026").successor_of == "ccg-2015"


def test_pack_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(PackUnknown, match=r"no framework pack pct-2006. There are ccg-2015, icb-2026"):
        queries.pack_named("pct-2006")


def test_pack_cannot_be_changed():
    pack = queries.pack_named("ccg-2015")

    with pytest.raises(AttributeError):
        pack.title = "Something else"
    with pytest.raises(AttributeError):
        pack.term("commissioner").one = "something else"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "integrated care board"),
        ({"many": True}, "integrated care boards"),
        ({"short": True}, "ICB"),
        ({"short": True, "many": True}, "ICBs"),
        ({"capital": True}, "Integrated care board"),
        ({"capital": True, "many": True}, "Integrated care boards"),
        ({"on": dt.date(2015, 5, 1)}, "clinical commissioning group"),
        ({"on": dt.date(2015, 5, 1), "short": True}, "CCG"),
    ],
)
def test_term_in_each_form(asked, words):
    with clock.replaying(dt.date(2026, 11, 22)):
        assert queries.term("commissioner", **asked) == words


def test_term_without_a_short_form_stays_long():
    assert queries.term("provider", short=True, on=dt.date(2026, 11, 22)) == "provider"


def test_capital_leaves_the_rest_as_it_is():
    assert queries.term("practice", capital=True, on=dt.date(2026, 1, 1)) == "GP practice"


def test_term_that_no_pack_has_is_told_with_the_nearest():
    with pytest.raises(NotInPack, match=r"has no term comissioner\. Did you mean commissioner\?"):
        queries.term("comissioner")


def test_every_term_that_pages_ask_for_is_in_every_pack():
    files = [*ROOT.glob("trigpoint/**/*.jinja"), *ROOT.glob("trigpoint/**/*.py")]
    used = {code for file in files for code in TERM.findall(file.read_text(encoding="utf-8"))}

    for pack in queries.packs():
        assert used - set(pack.terms) == set(), pack.name
    assert "commissioner" in used


@pytest.mark.parametrize(
    ("thing", "day", "version"),
    [
        ("commissioning_body", "2022-06-30", "Clinical commissioning groups"),
        ("commissioning_body", "2022-07-01", "Integrated care boards"),
        ("serious_incidents", "2015-03-31", "Serious Incident Framework, March 2013"),
        ("serious_incidents", "2015-04-01", "Serious Incident Framework 2015"),
        ("serious_incidents", "2023-05-01", "Serious Incident Framework 2015"),
        ("serious_incidents", "2024-04-01", "Patient Safety Incident Response Framework"),
        ("never_events", "2014-01-01", "List of 2012/13 (25)"),
        ("never_events", "2018-01-31", "List of 2015/16 (14)"),
        ("never_events", "2018-02-01", "List of 2018"),
        (
            "never_events",
            "2021-04-01",
            "List of 2018 as revised in February 2021, without wrong tooth removed",
        ),
        ("cquin", "2019-03-31", "National and local goals, 2.5%"),
        ("cquin", "2020-12-01", "Suspended"),
        ("cquin", "2024-04-01", "National scheme paused"),
        ("contract_management", "2026-03-31", "Form before 2026"),
        ("oversight", "2025-12-01", "NHS Oversight Framework 2025/26, segments 1 to 5"),
    ],
)
def test_regime_on_a_day(thing, day, version):
    assert queries.regime_on(thing, dt.date.fromisoformat(day)).title == version


@pytest.mark.parametrize(
    ("day", "share"), [("2016-04-01", 2.5), ("2019-04-01", 1.25), ("2021-01-01", 0), ("2023-01-01", 1.25), ("2025-01-01", 0)]
)  # fmt: skip
def test_share_of_cquin_on_a_day(day, share):
    day = dt.date.fromisoformat(day)

    assert queries.pack_on(day).number("cquin_share", day).value == share


def test_levels_of_both_times_stand_on_the_same_ladder():
    then, now = (
        queries.pack_named(name).vocabulary("surveillance_levels") for name in ("ccg-2015", "icb-2026")
    )

    assert [word.code for word in then.words] == ["routine", "further_information", "enhanced", "intensive"]
    assert [word.title for word in now.words] == ["Routine", "Enhanced", "Intensive"]
    assert then.word("intensive").title == "Risk summit"
    with pytest.raises(NotInPack, match="Levels of surveillance has no word further_information"):
        now.word("further_information")


def test_key_of_actions_is_that_of_the_plan_of_2014():
    rag = queries.pack_named("ccg-2015").vocabulary("rag")

    assert [(word.letter, word.title, word.meaning) for word in rag.words] == [
        ("R", "Red", "Not completed by its deadline."),
        ("A", "Amber", "Begun and going on towards its deadline."),
        ("G", "Green", "Completed."),
        ("B", "Blue", "Not yet begun."),
    ]


def test_dimensions_of_indicators_are_words_of_every_pack():
    for pack in queries.packs():
        assert set(DIMENSIONS) <= {word.code for word in pack.vocabulary("dimensions").words}, pack.name


def test_roles_that_packs_name_are_roles():
    for pack in queries.packs():
        assert set(pack.roles) <= set(role_book().roles), pack.name
    assert (
        queries.pack_named("ccg-2015").role_title("executive", "Executive")
        == "Director for Quality and Safety"
    )
    assert queries.pack_named("ccg-2015").role_title("analyst", "Analyst") == "Analyst"


def test_rhythm_of_the_groups_of_the_papers():
    ccg = queries.pack_named("ccg-2015")

    assert ccg.group("provider_review_group").meets == "month"
    assert ccg.group("governing_body").meets == "month"
    assert ccg.group("surveillance_group").meets == "two months"
    assert {each.code: each.every for each in ccg.recurring.values()} == {
        "early_warning_report": "month",
        "quality_report": "quarter",
        "annual_quality_report": "year",
        "action_plan_update": "quarter",
        "strategy_progress": "half year",
        "strategy_progress_board": "year",
        "cquin_review": "month",
        "complaints_report": "quarter",
        "nice_report": "quarter",
        "quality_walkabout": "quarter",
        "dashboard_rota": "month",
        "surveillance_report": "two months",
    }


def test_what_nobody_has_confirmed_is_marked():
    unconfirmed = {
        "incident_final_report",
        "contract_meeting",
        "infection_review",
        "soft_intelligence_triage",
    }
    confirmed = {"candour_first_notification"}

    for pack in queries.packs():
        marked = {entry.code for entry in pack.local_defaults()}
        assert unconfirmed <= marked, pack.name
        assert not confirmed & marked, pack.name
        assert all(entry.note for entry in pack.local_defaults())


@pytest.mark.parametrize("ask", ["group", "vocabulary", "term"])
def test_entry_that_is_not_there(ask):
    with pytest.raises(NotInPack, match=f"The pack icb-2026 has no {ask} nothing"):
        getattr(queries.pack_named("icb-2026"), ask)("nothing")


def test_fingerprint_tells_one_content_from_another():
    shas = {pack.content_sha256 for pack in queries.packs()}

    assert len(shas) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", sha) for sha in shas)


def sentinel(pack="icb-2026", day=dt.date(2026, 5, 5), **changed):
    """The clock of a signal of an outcome, or of one that differs in something."""
    signal = {"rule": "cusum_alarm", "meaning": "concern", "chart": "vlad", "dimension": "effectiveness"}
    return queries.pack_named(pack).sentinel_of(**signal | changed, day=day)


def test_alarm_of_outcomes_starts_a_clock_of_eight_working_days():
    rule = sentinel()

    assert (rule.code, rule.count, rule.unit, rule.local_default) == (
        "outcome_alarm",
        8,
        "working_days",
        True,
    )
    assert "a proposal" in rule.note


@pytest.mark.parametrize(
    "changed",
    [
        {"rule": "cusum_alert"},
        {"rule": "outside"},
        {"meaning": "improvement"},
        {"chart": "xmr"},
        {"chart": "cusum_bernoulli"},
        {"dimension": "responsiveness"},
        {"pack": "ccg-2015"},
    ],
    ids=str,
)
def test_no_other_signal_starts_a_clock(changed):
    assert sentinel(**changed) is None


def test_sentinels_know_every_rule_and_chart_of_the_early_warning():
    schema = json.loads(Path(settings.DEFINITIONS_DIR, "pack.schema.json").read_text(encoding="utf-8"))
    known = schema["properties"]["sentinels"]["items"]["properties"]

    assert set(known["rules"]["items"]["enum"]) == set(PRECEDENCE)
    assert set(known["charts"]["items"]["enum"]) == {*CHARTS, NOT_CHARTED}
    assert set(known["dimensions"]["items"]["enum"]) == set(DIMENSIONS)

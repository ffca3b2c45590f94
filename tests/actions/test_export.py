"""The register as a table, from the command line too."""

import polars as pl
import pytest

from tests.factories import actions as made
from trigpoint.actions import queries, services
from trigpoint.actions.queries.export import EXPORTED
from trigpoint.actions.rules.days import MONTH, RoughDay
from trigpoint.actions.rules.drafts import Draft, DueAsPublished, Published
from trigpoint.actions.rules.states import State
from trigpoint.common import clock
from trigpoint.config.cli import main

pytestmark = pytest.mark.django_db


def exported(user, days=0, **more):
    return queries.actions_as_at(user=user, day=made.in_days(days), **more).to_dicts()


def test_everything_of_an_action_on_one_line(quality_lead, colleague):
    part = made.action(quality_lead, plan="Winter plan", leads=("me", "SF"), provider=made.bolton())
    services.claim_done(
        action=part, completed=RoughDay(made.TODAY.replace(day=1), MONTH), text="x", by=quality_lead
    )
    services.say_position(action=part, text="Done, I think", by=quality_lead)

    [line] = exported(colleague)

    assert list(line) == list(EXPORTED)
    assert line["leads"] == "Amina Hussain; SF"
    assert (line["state"], line["rag"], line["is_late"]) == ("claimed", "G", False)
    assert (str(line["completed_on"]), line["completed_precision"]) == ("2026-11-01", "month")
    assert (line["provider"], line["plan"], line["ref"], line["position"]) == (
        "RMC",
        "Winter plan",
        "1",
        "Done, I think",
    )
    assert line["pack"]


def test_as_at_and_what_was_written_down_by_then(quality_lead):
    services.take_over(
        published=Published(
            draft=Draft(text="Old", leads=("LM",), due_on=None, plan="Old plan"),
            as_it_stood_on=made.in_days(-100),
            state=State.IN_PROGRESS,
            deadlines=(DueAsPublished(made.in_days(-90)),),
        ),
        by=quality_lead,
    )

    assert [line["rag"] for line in exported(quality_lead, -95)] == ["A"]
    assert [line["rag"] for line in exported(quality_lead, -80)] == ["R"]
    assert [line["days_late"] for line in exported(quality_lead, -80)] == [10]
    assert exported(quality_lead, -101) == []
    assert exported(quality_lead, -1, vintage="loaded") == []
    assert [line["rag"] for line in exported(quality_lead, 0, vintage="loaded")] == ["R"]


def test_decision_counts_where_held_from_the_day_it_was_written(quality_lead, chair):
    action = made.action(quality_lead, due_on=made.in_days(2))
    services.ask_for_time(action=action, due_on=made.in_days(9), reason="x", by=quality_lead)
    with clock.replaying(made.in_days(1)):
        services.decide_on_time(action=action, is_approved=True, by=chair)

    assert [str(line["due_on"]) for line in exported(quality_lead, vintage="loaded")] == ["2026-11-26"]
    assert [str(line["due_on"]) for line in exported(quality_lead, 1, vintage="loaded")] == ["2026-12-03"]


def test_export_is_sorted_and_is_what_the_person_sees(quality_lead, other_lead, rosa):
    for _ in range(3):
        made.action(quality_lead)
    made.sent(quality_lead, source_words="Zedmark")
    made.action(quality_lead, restriction="safeguarding")

    keys = [line["action"] for line in exported(quality_lead)]

    assert keys == sorted(keys)
    assert len(keys) == 4
    assert exported(other_lead) == []
    [seen] = exported(rosa)
    assert seen["source_words"] is None
    assert seen["text"] == "Send the falls audit"


def test_command_writes_the_register(quality_lead, tmp_path, capsys):
    made.action(quality_lead, "Review falls")
    target = tmp_path / "actions.parquet"

    assert main(["export", "actions", "--out", "-", "--user", "amina"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == ",".join(EXPORTED)
    assert main(["export", "actions", "--as-at", "2026-11-24", "--out", str(target), "--user", "amina"]) == 0
    assert pl.read_parquet(target)["text"].to_list() == ["Review falls"]

"""What is kept of a deed: who, where from, whose, of which kind; and never free text."""

from __future__ import annotations

import ast
import datetime as dt
import logging
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from tests.architecture.source import modules
from tests.audit import work
from tests.factories import actions
from tests.factories.accounts import UserFactory
from tests.factories.vault import restricted_action
from trigpoint.audit.context import COMMAND_LINE, WORKER, whence
from trigpoint.audit.models import Event
from trigpoint.audit.rules import NotForTheAudit, fit_to_keep, sentences
from trigpoint.audit.services import note_export, note_read, note_refusal, record
from trigpoint.config import cli
from trigpoint.jobs.running import run_job
from trigpoint.jobs.services import enqueue

LONG = "Mrs Jones of 12 Mill Lane says that nobody came when she rang, " * 3


def kept(event):
    """An event as the database has it."""
    return Event.objects.get(pk=event.pk)


def test_a_deed_on_a_page_keeps_address_page_and_request_and_nothing_that_was_typed(quality_lead, client_of):
    client = client_of(quality_lead)

    response = client.post("/seen?secret=Zedmark", {"typed": "Zedmark"}, REMOTE_ADDR="192.0.2.7")

    event = Event.objects.get(name="reports.monday_page_seen")
    assert response.status_code == 302
    assert (event.actor, event.address, event.place) == ("amina", "192.0.2.7", "reports:home-seen")
    assert event.request == response["X-Request-ID"]
    assert "Zedmark" not in str(event.__dict__)


def test_each_request_has_an_id_of_its_own_that_its_events_share(quality_lead, client_of):
    client = client_of(quality_lead)

    one, two = (client.post("/seen")["X-Request-ID"] for _ in range(2))

    assert one != two
    assert [event.request for event in Event.objects.filter(name="reports.monday_page_seen")] == [two, one]
    assert whence().request == ""


def test_a_deed_of_the_worker_says_so(quality_lead):
    job = enqueue(task=work.do_something, key="k", by=quality_lead)

    run_job.call(job.public_id, job.attempt)

    event = Event.objects.get(name="loads.loaded")
    assert (event.address, event.request) == (WORKER, job.public_id)
    assert event.place == "tests.audit.work.do_something"


def test_a_deed_on_the_command_line_says_so(db):
    assert cli.main(["audit", "accept", "--why", "tried out"]) == 0

    event = Event.objects.get(name="audit.accepted")
    assert (event.actor, event.address, event.place) == ("", COMMAND_LINE, "trigpoint audit")


def test_refusal_keeps_the_page_and_the_deed_that_was_missing(chair, client_of):
    client_of(chair).get("/loads/add/", REMOTE_ADDR="192.0.2.8")

    event = Event.objects.get(kind="refusal")
    assert (event.actor, event.owner, event.place, event.why, event.address) == (
        "david", "QOP", "loads:add", "loads.add", "192.0.2.8",
    )  # fmt: skip


@pytest.mark.parametrize(("by", "actor"), [(None, ""), (AnonymousUser(), ""), ("system", "system")])
def test_somebody_need_not_have_signed_in(db, by, actor):
    event = kept(record(by, "accounts.sign_in_refused", None))

    assert (event.actor, event.owner, event.kind, event.target) == (actor, "", "sign_in", "")


def test_an_event_belongs_to_the_commissioner_of_the_record_an_export_to_who_took_it(
    quality_lead, other_lead
):
    action = actions.action(quality_lead)

    assert kept(record(other_lead, "actions.deadline_set", action)).owner == "QOP"
    assert kept(record(other_lead, "accounts.signed_in", quality_lead)).owner == "QOP"
    assert kept(record(other_lead, "accounts.commissioner_created", quality_lead.commissioner)).owner == "QOP"
    assert kept(note_read(other_lead, action, "x")).owner == "QOP"
    assert kept(note_export(other_lead, "files.opened", action, None)).owner == "QYG"
    assert kept(note_refusal(other_lead, "loads:add", "loads.add")).owner == "QYG"


def test_what_is_restricted_is_marked_as_such(quality_lead):
    hidden, seen = restricted_action(quality_lead), actions.action(quality_lead)

    assert kept(record(quality_lead, "actions.started", hidden)).is_restricted
    assert not kept(record(quality_lead, "actions.started", seen)).is_restricted
    assert kept(note_read(quality_lead, seen, "x")).is_restricted


def test_export_keeps_what_and_how_many(quality_lead):
    listed = kept(note_export(quality_lead, "actions.list_taken", "actions, view mine", 12))
    one = kept(
        note_export(quality_lead, "files.opened", actions.action(quality_lead), None, after={"version": 2})
    )

    assert (listed.kind, listed.target, listed.after) == (
        "export",
        "",
        {"what": "actions, view mine", "rows": 12},
    )
    assert one.target.startswith("action:")
    assert one.after == {"version": 2}


def test_a_deed_that_is_undone_leaves_no_event(quality_lead):
    with transaction.atomic():
        record(quality_lead, "loads.loaded", quality_lead)
        transaction.set_rollback(True)

    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (None, None),
        ("agreed", "agreed"),
        (dt.date(2026, 11, 22), "2026-11-22"),
        ({"at": dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)}, {"at": "2026-11-22T10:00:00+00:00"}),
        ({"share": Decimal("0.10"), "new": 3, "is_sent": True}, {"share": "0.10", "new": 3, "is_sent": True}),
        ({"leads": ("LM", "AH")}, {"leads": ["LM", "AH"]}),
        ({"codes": {"b", "a"}}, {"codes": ["a", "b"]}),
        ({"many": list(range(102))}, {"many": [*range(100), "and 2 more"]}),
    ],
)
def test_codes_numbers_dates_and_short_values_are_kept(told, expected):
    assert fit_to_keep(told) == expected


@pytest.mark.parametrize(
    "told",
    [
        LONG,
        {"text": LONG},
        {"texts": [LONG]},
        {"lines": "one\ntwo"},
        {"deep": {"a": 1}},
        {"record": object()},
    ],
)
def test_free_text_and_records_are_a_mistake(told):
    with pytest.raises(NotForTheAudit):
        fit_to_keep(told)


def test_in_service_the_deed_counts_more_and_the_text_is_left_out(settings, caplog, quality_lead):
    settings.AUDIT_IS_STRICT = False

    with caplog.at_level(logging.ERROR):
        event = kept(record(quality_lead, "loads.loaded", quality_lead, after={"note": LONG, "n": 1}))

    assert event.after == {"note": f"(text of {len(LONG)} characters, left out)", "n": 1}
    assert "Mill Lane" not in caplog.text
    assert "in note" in caplog.text


def names_recorded():
    """Every name of an event that stands in the code as it is."""
    for module in modules():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            called = ast.unparse(node.func)
            told = node.args[1]
            if called.split(".")[-1] in {"record", "note_export"} and isinstance(told, ast.Constant):
                yield f"{module.name}:{node.lineno}", told.value


def test_every_deed_has_a_phrase():
    missing = {name: where for where, name in names_recorded() if name not in sentences.PHRASES}

    assert missing == {}, "add them to trigpoint/audit/rules/sentences.py"


def test_a_deed_without_a_phrase_is_still_readable():
    assert sentences.phrase("visits.date_moved") == "did this: visits, date moved"
    assert sentences.phrase("actions.action_read") == "opened it"


def test_person_of_a_role_elsewhere_is_kept_by_username(db):
    provider = UserFactory(username="paula", role="provider")

    assert kept(record(provider, "accounts.signed_in", provider)).actor == "paula"

"""The pages of the register: words, next steps, refusals, and what people outside do not see."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import assert_links_tell_apart, page_of, words
from tests.factories import actions as made
from trigpoint.actions import services
from trigpoint.actions.models import Action
from trigpoint.actions.rules.days import RoughDay
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.references import reference_to

pytestmark = pytest.mark.django_db
TODAY = RoughDay(made.TODAY)


def date(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def deed(action, slug):
    return reverse("actions:deed", args=[action.public_id, slug])


def lead_of(page):
    return " ".join(page.select_one(".tp-answer").get_text(" ").split())


def look(client, action, **query):
    return page_of(client.get(action.get_absolute_url(), query))


def next_of(page):
    found = page.select_one("#next-heading")
    return found.get_text(strip=True) if found else ""


def test_empty_register_teaches(client_of, quality_lead, rosa):
    page = page_of(client_of(quality_lead).get(reverse("actions:list")))

    assert "This is the one register of actions" in words(page)
    assert page.find("a", string="Add the first action")
    assert "Actions and questions that integrated care boards send to your organisation" in words(
        page_of(client_of(rosa).get(reverse("actions:list")))
    )


def test_list_answers_first(client_of, quality_lead, colleague):
    made.action(quality_lead, leads=("me",), due_on=made.TODAY)
    made.action(quality_lead, due_on=made.TODAY)
    made.action(quality_lead, due_on=made.TODAY)
    made.claimed(quality_lead)

    with clock.replaying(made.in_days(1)):
        page = page_of(client_of(quality_lead).get(reverse("actions:list")))

    assert lead_of(page) == "3 actions are overdue, 1 of them yours; 1 waits to be verified."
    assert "Tue 24 Nov, 1 day late (1 working day)" in words(page)
    assert [each.get_text() for each in page.select(".tp-rag__letter")].count("R") == 3
    assert_links_tell_apart(page)


@pytest.mark.parametrize(
    ("show", "sentence"),
    [
        ("open", "1 action is overdue, and it is yours; 1 waits to be verified."),
        ("mine", "You lead 1 open action; 1 is overdue."),
        ("overdue", "1 action is overdue, and it is yours; 1 waits to be verified."),
        ("verify", "1 action waits to be verified."),
        ("time", "No actions wait for a decision on more time."),
        ("done", "No actions are finished, superseded or withdrawn."),
    ],
)
def test_first_sentence_of_each_view(client_of, quality_lead, show, sentence):
    made.action(quality_lead, leads=("me",), due_on=made.TODAY)
    made.claimed(quality_lead)

    with clock.replaying(made.in_days(1)):
        page = page_of(client_of(quality_lead).get(reverse("actions:list"), {"show": show}))

    assert lead_of(page) == sentence
    assert page.select_one(".tp-chip[aria-current]")


def test_nothing_overdue_is_said(client_of, quality_lead):
    made.action(quality_lead)

    assert (
        lead_of(page_of(client_of(quality_lead).get(reverse("actions:list"))))
        == "No action is overdue; 1 is open."
    )


def test_one_next_step_a_row_by_role(client_of, quality_lead, colleague, chair):
    made.claimed(quality_lead, text="claimed")

    def verbs(user):
        page = page_of(client_of(user).get(reverse("actions:list")))
        return [link.contents[0].strip() for link in page.select("td a[href$='#next']")]

    assert verbs(quality_lead) == []
    assert verbs(colleague) == ["Verify"]
    assert verbs(chair) == []


def test_filters_are_chips_in_the_address(client_of, quality_lead):
    made.sent(quality_lead, "Audit of falls")
    made.action(quality_lead, "Something else")
    address = reverse("actions:list") + "?words=audit&provider=RMC&grouped=provider"

    page = page_of(client_of(quality_lead).get(address))

    assert "Audit of falls" in words(page)
    assert "Something else" not in words(page)
    chips = [each.get_text(" ", strip=True) for each in page.select(".tp-chips .tp-chip")]
    assert [chip.removeprefix("Remove filter ").removesuffix(" ✕") for chip in chips] == [
        "Words: audit",
        "Provider: Bolton NHS Foundation Trust",
        "Grouped by provider",
    ]
    assert page.select_one(".tp-actions__group").get_text(strip=True) == "Bolton NHS Foundation Trust"


def test_list_looks_back(client_of, quality_lead):
    action = made.action(quality_lead, due_on=made.in_days(2))
    with clock.replaying(made.in_days(5)):
        services.claim_done(action=action, completed=TODAY, text="x", by=quality_lead)
        client = client_of(quality_lead)
        then = page_of(client.get(reverse("actions:list"), {"as_at": "2026-11-28"}))
        before = page_of(client.get(reverse("actions:list"), {"as_at": "2026-11-01"}))
        page = look(client, action, as_at="2026-11-28")

    assert lead_of(then) == "On Sat 28 Nov 2026: 1 action was overdue."
    assert not then.select("input[type=checkbox]")
    assert "No action is in this view" in words(before)
    assert lead_of(page) == "Overdue: it was due Thu 26 Nov, 2 days late (1 working day). LM leads it."
    assert "As it stood on Sat 28 Nov 2026" in words(page)
    assert not page.select("main form[method=post]")


def test_csv_is_what_is_seen_and_is_noted(client_of, quality_lead, rosa):
    made.action(quality_lead, "=cmd()", leads=("LM", "SF"))
    made.action(quality_lead, "hidden by the filter")

    response = client_of(quality_lead).get(reverse("actions:list-csv"), {"words": "cmd"})

    lines = response.content.decode().splitlines()
    assert lines[0].startswith("Number,Plan,Kind,Action,RAG,Meaning")
    assert len(lines) == 2
    assert "'=cmd()" in lines[1]
    assert '"LM, SF"' in lines[1]
    assert Event.objects.get(name="actions.list_taken").after == {"what": "actions, view open", "rows": 1}
    assert client_of(rosa).get(reverse("actions:list-csv")).status_code == 403


def test_long_list_is_paged(client_of, quality_lead):
    for number in range(51):
        made.action(quality_lead, f"action {number}")

    first = page_of(client_of(quality_lead).get(reverse("actions:list")))
    second = page_of(client_of(quality_lead).get(reverse("actions:list"), {"page": 2}))

    assert "51 actions, 1 to 50 shown" in words(first)
    assert "51 to 51 shown" in words(second)


def test_adding_takes_three_answers(client_of, quality_lead):
    client = client_of(quality_lead)
    said = {"text": "Review falls", "leads": "me, All ADs", "kind": "action", "is_agreed": "yes"}

    response = client.post(reverse("actions:add"), {**said, **date("due_on", made.in_days(7))}, follow=True)

    page = page_of(response)
    assert "Action 1 is in the register." in words(page)
    assert lead_of(page) == (
        "Agreed, and not started yet: due Tue 1 Dec, in 7 days. Amina Hussain leads it, with All ADs."
    )


def test_adding_says_what_is_missing_and_keeps_the_rest(client_of, quality_lead):
    page = page_of(
        client_of(quality_lead).post(
            reverse("actions:add"),
            {"text": "Kept", "leads": " , ", "provider": "Nowhere", "kind": "question"},
        ),
        status=422,
    )

    told = [each.get_text(strip=True) for each in page.select(".nhsuk-error-summary li")]
    assert told == [
        "Say who leads it: a name, initials or a group",
        "Enter the day by which it has to be done",
        "There is no organisation Nowhere. Enter its name or its code",
        "Choose whether it is agreed",
    ]
    assert page.find("textarea", {"name": "text"}).get_text(strip=True) == "Kept"
    assert page.select_one("details[open]")


def test_adding_from_somewhere_keeps_where_it_comes_from(client_of, quality_lead):
    made.bolton()
    origin = made.action(quality_lead)
    query = {"source": reference_to(origin), "provider": "RMC"}
    client = client_of(quality_lead)

    page = page_of(client.get(reverse("actions:add"), query))
    assert page.find("input", {"name": "provider"})["value"] == "Bolton NHS Foundation Trust"
    said = {"text": "Ask", "leads": "LM", "kind": "question", "is_agreed": "yes", "is_sent": "on", **query}
    shown = page_of(
        client.post(reverse("actions:add"), {**said, **date("due_on", made.in_days(7))}, follow=True)
    )

    assert shown.select_one(f"main dl a[href='{origin.get_absolute_url()}']")
    assert "Bolton NHS Foundation Trust, which sees it and can answer" in words(shown)
    assert Action.objects.get(kind="question").source == reference_to(origin)


def test_source_that_cannot_be_seen_is_not_taken(client_of, quality_lead, other_lead):
    theirs = made.action(other_lead, "Zedmark")
    client = client_of(quality_lead)

    page = page_of(client.get(reverse("actions:add"), {"source": reference_to(theirs), "provider": "NONE"}))
    assert "Zedmark" not in str(page)
    said = {"text": "x", "leads": "LM", "kind": "action", "is_agreed": "yes", "source": reference_to(theirs)}
    response = client.post(reverse("actions:add"), {**said, **date("due_on", made.in_days(7))})
    assert "What it came from is not there any more" in words(page_of(response, status=422))


def test_part_takes_over_plan_and_group(client_of, quality_lead):
    whole = made.action(quality_lead, plan="Winter plan", owner_group="Winter group")
    client = client_of(quality_lead)

    page = page_of(client.get(reverse("actions:add"), {"parent": whole.public_id}))
    fields = {name: page.find("input", {"name": name})["value"] for name in ("parent", "plan", "owner_group")}
    said = {"text": "Part", "leads": "LM", "kind": "action", "is_agreed": "yes", **fields}
    client.post(reverse("actions:add"), {**said, **date("due_on", made.in_days(7))})

    shown = look(client, whole)
    assert "1 part: 1 not started." in words(shown)
    assert shown.find("a", string="Action 1.1")


def test_personal_data_are_found_before_they_are_stored(client_of, quality_lead):
    action = made.action(quality_lead)

    response = client_of(quality_lead).post(
        deed(action, "position"), {"position-text": "Patient 943 476 5919 fell"}
    )

    assert "943 476 5919" in words(page_of(response, status=422))
    assert not action.positions.exists()


def test_whole_way_by_the_pages(client_of, quality_lead, colleague):
    action = made.action(quality_lead, is_agreed=False)
    client, second = client_of(quality_lead), client_of(colleague)

    assert next_of(look(client, action)) == "Next: Agree"
    client.post(deed(action, "agree"))
    assert next_of(look(client, action)) == "Next: Start"
    client.post(deed(action, "start"), date("start-started", made.TODAY))
    assert next_of(look(client, action)) == "Next: Claim done"
    said = {"claim-text": "Report", "claim-completed_month": "11", "claim-completed_year": "2026"}
    page = page_of(client.post(deed(action, "claim"), said, follow=True))
    assert lead_of(page) == (
        "Claimed done by Amina Hussain on Tue 24 Nov 2026: done in November 2026. It waits to be verified."
    )
    assert next_of(page) == ""
    assert "Verify" not in [each.get_text() for each in page.select("main button")]
    assert next_of(look(second, action)) == "Next: Verify"
    second.post(deed(action, "verify"), {"verify-text": "Read the report"})
    assert next_of(look(client, action)) == "Next: Close"
    page = page_of(client.post(deed(action, "close"), {"close-text": "Noted"}, follow=True))
    assert lead_of(page) == "Closed on Tue 24 Nov 2026: done in November 2026."
    assert [each.get_text() for each in page.select("#happened + ul strong")] == [
        "Closed",
        "Verified",
        "Claimed done: November 2026",
        "Started: Tue 24 Nov 2026",
        "Agreed",
        "Proposed",
        "Deadline set: Tue 22 Dec 2026",
    ]


def test_quiet_action_asks_where_it_stands(client_of, quality_lead):
    action = made.started(quality_lead, due_on=made.in_days(60))

    with clock.replaying(made.in_days(29)):
        assert next_of(look(client_of(quality_lead), action)) == "Next: Say where it stands"
        services.say_position(action=action, text="Fine", by=quality_lead)
        assert next_of(look(client_of(quality_lead), action)) == "Next: Claim done"


def test_more_time_by_two_people(client_of, quality_lead, chair):
    action = made.action(quality_lead)
    client, decides = client_of(quality_lead), client_of(chair)
    said = {"ask-time-reason": "The auditor is ill", **date("ask-time-due_on", made.in_days(60))}

    client.post(deed(action, "ask-time"), said)
    waiting = look(decides, action)
    assert next_of(waiting) == "Next: Decide on more time"
    assert "Decide on more time" not in [
        b.get_text(strip=True) for b in look(client, action).select("button")
    ]
    refused = decides.post(deed(action, "decide-time"), {"decide-time-is_approved": "no"})
    assert "Say why the deadline stays" in words(page_of(refused, status=422))
    decides.post(deed(action, "decide-time"), {"decide-time-is_approved": "yes"})

    page = look(client, action)
    told = words(page)
    assert "Moved once, first due Tue 22 Dec 2026." in told
    assert (
        "Asked for by Amina Hussain on Tue 24 Nov 2026. The auditor is ill Approved by David Okafor" in told
    )
    assert [each.get_text() for each in page.select("#dates ~ ul li > strong")][:2] == [
        "Tue 22 Dec 2026",
        "Sat 23 Jan 2027",
    ]


def test_missed_deadline_stays_in_sight(client_of, quality_lead, chair):
    action = made.action(quality_lead, due_on=made.TODAY)
    with clock.replaying(made.in_days(2)):
        services.ask_for_time(action=action, due_on=made.in_days(30), reason="x", by=quality_lead)
        services.decide_on_time(action=action, is_approved=True, by=chair)
        page = look(client_of(quality_lead), action)

    assert "Missed: the deadline of Tue 24 Nov 2026." in words(page)
    assert page.select_one(".tp-actions__letter .nhsuk-tag").get_text(strip=True) == "Deadline missed"
    assert "ACT-005" in words(page)


@pytest.mark.parametrize(
    ("slug", "said", "told"),
    [
        ("start", {"start-started_day": "1"}, "The date must include a day, a month and a year"),
        (
            "start",
            date("start-started", dt.date(2026, 12, 1)),
            "cannot have started on a day that is still ahead",
        ),
        ("claim", {"claim-text": "Kept"}, "Enter the day or month on which it was done"),
        ("withdraw", {"withdraw-reason": ""}, "Say why it is withdrawn"),
        ("supersede", {"supersede-by_action": ""}, "Choose the action that takes its place"),
        ("ask-time", {"ask-time-reason": "Kept"}, "Enter the day until which you ask for time"),
        ("lead", {"lead-leads": ""}, "Say who leads it"),
        ("position", {"position-text": ""}, "Say where it stands"),
        ("evidence", {"evidence-text": ""}, "Say what the evidence is"),
        ("send", {}, "There is no provider that it could be sent to"),
        ("verify", {"verify-text": "Kept"}, "Only an action that is claimed done can be verified"),
    ],
)
def test_mistake_is_explained_and_nothing_is_lost(client_of, quality_lead, slug, said, told):
    action = made.action(quality_lead)

    page = page_of(client_of(quality_lead).post(deed(action, slug), said), status=422)

    assert told in words(page)
    assert page.title.get_text().startswith("Error:")
    assert ("Kept" in words(page)) == ("Kept" in said.values())
    assert action.steps.count() == 1


def test_superseding_leads_to_the_other(client_of, quality_lead):
    action, other = made.action(quality_lead, "old"), made.action(quality_lead, "new")

    page = page_of(
        client_of(quality_lead).post(
            deed(action, "supersede"), {"supersede-by_action": other.public_id}, follow=True
        )
    )

    assert lead_of(page) == "Superseded on Tue 24 Nov 2026 by Action 2."
    assert page.select_one(f"dl a[href='{other.get_absolute_url()}']")
    assert not page.select(".tp-actions__letter .tp-rag")


def test_provider_sees_the_action_and_not_what_is_internal(client_of, quality_lead, rosa):
    action = made.sent(
        quality_lead,
        "Send the audit",
        source_words="Zedmark tip",
        owner_group="Zedmark group",
        plan="Zedmark",
    )
    services.say_position(action=action, text="Zedmark inside", by=quality_lead)
    services.say_position(action=action, text="We read it on Friday", by=quality_lead, is_internal=False)
    client = client_of(rosa)

    page, listed = look(client, action), page_of(client.get(reverse("actions:list")))

    assert "zedmark" not in str(page).lower()
    assert "zedmark" not in str(listed).lower()
    assert "We read it on Friday" in words(page)
    assert next_of(page) == "Next: Start"
    offered = [each.get_text(strip=True) for each in page.select("main details button, #next button")]
    assert offered == [
        "Start",
        "Say where it stands",
        "Claim done",
        "Add evidence",
        "Ask for more time",
        "Add the file",
    ]
    assert "only we" not in words(page).lower()


def test_provider_answers_a_question(client_of, quality_lead, colleague, rosa):
    question = made.sent(quality_lead, "How many wait?", kind="question")
    client = client_of(rosa)

    page = look(client, question)
    assert next_of(page) == "Next: Answer"
    said = {"claim-text": "Forty two", **date("claim-completed", made.TODAY)}
    page = page_of(client.post(deed(question, "claim"), said, follow=True))
    assert lead_of(page).startswith("Answered on Tue 24 Nov 2026, written down by Rosa Diaz.")
    assert "Claimed" not in words(page)
    assert next_of(look(client_of(colleague), question)) == "Next: Close"


def test_what_is_not_yours_is_not_found(client_of, quality_lead, other_lead, rosa):
    action = made.action(quality_lead, provider=made.bolton())

    for stranger in (other_lead, rosa):
        client = client_of(stranger)
        assert client.get(action.get_absolute_url()).status_code == 404
        assert client.post(deed(action, "position"), {"position-text": "x"}).status_code == 404


def test_readers_read_and_change_nothing(client_of, quality_lead, chair):
    action = made.action(quality_lead)
    client = client_of(chair)

    assert not look(client, action).select("main form[method=post]")
    assert client.post(deed(action, "withdraw"), {"withdraw-reason": "x"}).status_code == 403
    assert client.post(deed(action, "no-such-deed")).status_code == 404
    assert client.get(reverse("actions:add")).status_code == 403


def test_outsider_may_not_do_what_is_ours(client_of, quality_lead, rosa):
    action = made.claimed(quality_lead, rosa)
    client = client_of(rosa)

    for slug, said in (("verify", {}), ("close", {}), ("withdraw", {"withdraw-reason": "x"}), ("recall", {})):
        assert client.post(deed(action, slug), said).status_code == 403


def test_bulk_says_first_what_would_happen(client_of, quality_lead):
    fresh, running = made.action(quality_lead, "fresh"), made.started(quality_lead, text="running")
    client = client_of(quality_lead)
    chosen = {"deed": "started", "chosen": [fresh.public_id, running.public_id], "back": "/actions/?show=all"}

    page = page_of(client.get(reverse("actions:bulk"), chosen))
    assert lead_of(page) == "1 action would be changed; 1 cannot be and would be left as it is."
    assert "Left as it is. Only an agreed action can be started." in words(page)
    response = client.post(
        reverse("actions:bulk"), {**chosen, **date("bulk-started", made.TODAY)}, follow=True
    )

    assert response.redirect_chain[0][0] == "/actions/?show=all"
    assert "1 action was changed." in words(page_of(response))
    assert made.known(fresh, quality_lead).state == "in_progress"


def test_bulk_tells_which_could_not_and_why(client_of, quality_lead):
    near, far = (
        made.action(quality_lead, due_on=made.in_days(2)),
        made.action(quality_lead, due_on=made.in_days(90)),
    )
    said = {
        "deed": "ask-time",
        "chosen": [near.public_id, far.public_id],
        "bulk-text": "Winter",
        **date("bulk-due_on", made.in_days(30)),
    }

    page = page_of(client_of(quality_lead).post(reverse("actions:bulk"), said, follow=True))

    assert "1 action was changed." in words(page)
    assert (
        "Action 2 was left as it was. The new day must be later than the deadline that counts now."
        in words(page)
    )


def test_bulk_mistakes(client_of, quality_lead, chair):
    action = made.action(quality_lead)
    client = client_of(quality_lead)
    said = {"deed": "withdrawn", "chosen": [action.public_id], "bulk-text": ""}

    assert "Say why they are withdrawn" in words(
        page_of(client.post(reverse("actions:bulk"), said), status=422)
    )
    assert client.get(reverse("actions:bulk"), {"deed": "nonsense"}).status_code == 404
    none = client.get(reverse("actions:bulk"), {"deed": "lead", "back": "https://evil.example/"}, follow=True)
    assert none.redirect_chain[0][0] == reverse("actions:list")
    assert "No action was chosen" in words(page_of(none))
    assert client_of(chair).get(reverse("actions:bulk"), said).status_code == 403


def test_first_deadline_is_set_on_the_page(client_of, quality_lead):
    action = made.action(quality_lead, due_on=None)
    client = client_of(quality_lead)
    assert "Set a deadline" in words(look(client, action))

    client.post(deed(action, "first-deadline"), date("first-deadline-due_on", made.in_days(3)))

    assert "in 3 days" in lead_of(look(client, action))


def test_provider_is_found_by_name_or_code(client_of, quality_lead):
    made.bolton()
    client = client_of(quality_lead)
    said = {
        "text": "x",
        "leads": "LM",
        "kind": "action",
        "is_agreed": "yes",
        **date("due_on", made.in_days(7)),
    }

    for typed in ("rmc", "bolton", "Bolton NHS Foundation Trust"):
        client.post(reverse("actions:add"), {**said, "provider": typed})

    assert set(Action.objects.values_list("provider__code", flat=True)) == {"RMC"}
    assert Action.objects.count() == 3

"""A question's life: asked, answered, asked again, carried forward, closed; whose it is to do what; and how it reads."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import assert_links_tell_apart, page_of
from tests.factories import actions as made
from tests.factories.accounts import UserFactory
from trigpoint.actions import queries, registry, services
from trigpoint.actions.errors import DateImpossible, NothingWritten, RequestMissing, StepImpossible
from trigpoint.actions.rules.days import RoughDay, next_month
from trigpoint.actions.rules.rag import moved_too_late
from trigpoint.actions.services.bulk import Change
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.notifications.models import Notice

pytestmark = pytest.mark.django_db


def ask(by, text="Who waits longest?", **said):
    """A question to Bolton, due in a week."""
    known = {
        "kind": "question",
        "provider": made.bolton(),
        "due_on": made.in_days(7),
        "leads": ("Dr Example",),
    }
    return made.action(by, text, **{**known, **said})


def answer(question, by, text="Frail people.", on=None):
    services.claim_done(action=question, completed=RoughDay(on or clock.today()), text=text, by=by)


def stands(question, user, day=None):
    return made.known(question, user, day)


def deed(question, slug):
    return reverse("actions:deed", args=[question.public_id, slug])


def date(field, day):
    return {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}


def words(page, selector="main"):
    return " ".join(page.select_one(selector).get_text(" ").split())


def test_whoever_wrote_the_answer_down_may_close_the_question(quality_lead):
    question = ask(quality_lead)
    assert (stands(question, quality_lead).state_words, stands(question, quality_lead).rag.word) == (
        "Asked",
        "No answer yet",
    )

    answer(question, quality_lead, on=made.in_days(-2))
    [said] = stands(question, quality_lead).evidence
    assert (said.text, said.dated_on) == ("Frail people.", made.in_days(-2))
    assert stands(question, quality_lead).state_words == "Answered"
    services.close(action=question, by=quality_lead)

    known = stands(question, quality_lead)
    assert (known.state, known.rag.letter, known.rag.word) == ("closed", "G", "Answered")
    names = Event.objects.filter(target=f"action:{question.public_id}").order_by("pk")
    assert list(names.values_list("name", flat=True)) == [
        "actions.question_asked",
        "actions.question_claimed",
        "actions.question_closed",
    ]


def test_question_is_closed_only_once_it_is_answered_and_is_never_verified(quality_lead, colleague):
    question = ask(quality_lead)

    with pytest.raises(StepImpossible, match="Only an answered question can be closed"):
        services.close(action=question, by=quality_lead)
    with pytest.raises(StepImpossible, match="not started"):
        services.start(action=question, started=RoughDay(made.TODAY), by=quality_lead)
    answer(question, quality_lead)
    with pytest.raises(StepImpossible, match="not verified"):
        services.verify(action=question, by=colleague)
    with pytest.raises(StepImpossible, match="withdrawn, not superseded"):
        services.supersede(action=question, by_action=made.action(quality_lead), by=quality_lead)


def test_asking_again_says_what_is_missing_and_until_when(quality_lead):
    question = ask(quality_lead)
    answer(question, quality_lead)

    with pytest.raises(NothingWritten):
        services.ask_again(action=question, reason=" ", due_on=made.in_days(9), by=quality_lead)
    with pytest.raises(DateImpossible):
        services.ask_again(action=question, reason="x", due_on=made.in_days(-1), by=quality_lead)
    services.ask_again(action=question, reason="Numbers", due_on=made.in_days(30), by=quality_lead)

    known = stands(question, quality_lead)
    assert (known.state, known.state_words, known.due_on) == ("agreed", "Asked", made.in_days(30))
    assert len(known.deadlines) == 2
    answer(question, quality_lead, "Forty a week.")
    services.ask_again(action=question, reason="By ward", due_on=made.in_days(30), by=quality_lead)
    assert len(stands(question, quality_lead).deadlines) == 2


def test_carried_forward_counts_at_once_and_keeps_the_earlier_day(quality_lead):
    question = ask(quality_lead)

    services.carry_forward(
        action=question, due_on=made.in_days(30), reason="The lead is away", by=quality_lead
    )

    known = stands(question, quality_lead)
    assert (known.due_on, known.request) == (made.in_days(30), None)
    assert [each.due_on for each in known.deadlines] == [made.in_days(7), made.in_days(30)]
    assert moved_too_late(known.facts, made.TODAY) == ()
    with pytest.raises(DateImpossible, match="later than the deadline"):
        services.carry_forward(action=question, due_on=made.in_days(20), reason="x", by=quality_lead)
    with pytest.raises(NothingWritten):
        services.carry_forward(action=question, due_on=made.in_days(40), reason="", by=quality_lead)


@pytest.mark.parametrize(("days", "missed"), [(7, []), (8, [7])])
def test_day_that_passed_without_an_answer_stays_missed(quality_lead, days, missed):
    question = ask(quality_lead)

    with clock.replaying(made.in_days(days)):
        services.carry_forward(action=question, due_on=made.in_days(30), reason="Away", by=quality_lead)
        known = stands(question, quality_lead)

    assert moved_too_late(known.facts, known.day) == tuple(made.in_days(each) for each in missed)
    assert known.contradictions == ()


def test_day_by_which_it_was_answered_is_not_missed_though_it_is_asked_again_later(quality_lead):
    question = ask(quality_lead)
    answer(question, quality_lead)

    with clock.replaying(made.in_days(10)):
        services.ask_again(action=question, reason="Numbers", due_on=made.in_days(30), by=quality_lead)
        known = stands(question, quality_lead)

    assert moved_too_late(known.facts, known.day) == ()


def test_day_is_missed_where_it_was_asked_again_before_it(quality_lead):
    question = ask(quality_lead)
    answer(question, quality_lead)
    services.ask_again(action=question, reason="Numbers", due_on=made.in_days(7), by=quality_lead)

    with clock.replaying(made.in_days(10)):
        services.carry_forward(action=question, due_on=made.in_days(30), reason="Away", by=quality_lead)
        known = stands(question, quality_lead)

    assert moved_too_late(known.facts, known.day) == (made.in_days(7),)


def test_providers_people_ask_for_time_and_the_asker_decides(quality_lead, colleague, rosa):
    question = ask(colleague, is_sent=True)

    services.ask_for_time(action=question, due_on=made.in_days(20), reason="Audit", by=rosa)
    assert Notice.objects.filter(
        person=colleague, reference=f"action:{question.public_id}", words__startswith="More time is asked"
    ).exists()
    with pytest.raises(RequestMissing):
        services.carry_forward(action=question, due_on=made.in_days(30), reason="x", by=colleague)
    services.decide_on_time(action=question, is_approved=True, by=colleague)

    assert stands(question, colleague).due_on == made.in_days(20)


def test_our_people_carry_forward_and_ask_nobody_for_time(quality_lead, rosa):
    question, action = ask(quality_lead, is_sent=True), made.action(quality_lead)

    with pytest.raises(StepImpossible, match="Carry it forward instead"):
        services.ask_for_time(action=question, due_on=made.in_days(20), reason="x", by=quality_lead)
    with pytest.raises(StepImpossible, match="Ask for more time instead"):
        services.carry_forward(action=action, due_on=made.in_days(60), reason="x", by=quality_lead)
    with pytest.raises(NotAllowed):
        services.carry_forward(action=question, due_on=made.in_days(20), reason="x", by=rosa)


def test_provider_answers_and_does_not_close(quality_lead, rosa):
    question = ask(quality_lead, is_sent=True)
    answer(question, rosa)

    for refused in (
        lambda: services.close(action=question, by=rosa),
        lambda: services.ask_again(action=question, reason="x", due_on=made.in_days(9), by=rosa),
        lambda: services.withdraw(action=question, reason="x", by=rosa),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert Notice.objects.filter(person=quality_lead, words="It was answered").exists()
    services.close(action=question, by=quality_lead)
    assert Notice.objects.filter(person=rosa, words="It was closed: nothing more is asked").exists()


def test_chair_reads_a_question_and_changes_nothing(quality_lead, chair, client_of):
    question = ask(quality_lead)
    answer(question, quality_lead)
    client = client_of(chair)

    assert not page_of(client.get(question.get_absolute_url())).select("main form[method=post]")
    for refused in (
        lambda: services.close(action=question, by=chair),
        lambda: services.carry_forward(action=question, due_on=made.in_days(30), reason="x", by=chair),
        lambda: services.ask_again(action=question, reason="x", due_on=made.in_days(9), by=chair),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_questions_left_at_the_steps_of_actions_can_go_on(quality_lead):
    question = ask(quality_lead)
    question.steps.create(deed="started", state="in_progress", by=quality_lead)
    assert stands(question, quality_lead).state_words == "Asked"

    answer(question, quality_lead)
    question.steps.create(deed="verified", state="verified", by=quality_lead)
    services.close(action=question, by=quality_lead)

    assert stands(question, quality_lead).state == "closed"


def offers(page):
    """What the page offers, what is next first."""
    first = page.select_one("#next-heading")
    rest = [each.get_text(strip=True) for each in page.select(".tp-actions__besides summary")]
    return [first.get_text(strip=True) if first else "", *rest]


def test_page_of_a_question_speaks_of_questions(client_of, quality_lead, rosa):
    question = ask(quality_lead, is_sent=True)
    client = client_of(quality_lead)

    page = page_of(client.get(question.get_absolute_url()))
    assert offers(page) == [
        "",
        "Answer",
        "Carry forward",
        "Say where it stands",
        "Change who answers",
        "Take back from the provider",
        "Withdraw",
    ]
    answer(question, rosa)
    page = page_of(client.get(question.get_absolute_url()))
    assert offers(page) == [
        "Next: Close",
        "Ask again",
        "Add to the answer",
        "Change who answers",
        "Take back from the provider",
        "Withdraw",
    ]
    for said in ("laimed", "erif", "Lead", "Add a part"):
        assert said not in words(page)
    assert page.find("h2", id="shows").get_text() == "Answers"
    assert "Frail people. (given Tue 24 Nov 2026) Written down by Rosa Diaz" in words(page)
    back = "a[href='/providers/RMC/brief/#questions']"
    assert page.select_one(back).get_text(strip=True) == "Brief for Bolton NHS Foundation Trust"
    assert_links_tell_apart(page)
    assert not page_of(client_of(rosa).get(question.get_absolute_url())).select(back)


def test_question_that_was_not_sent_is_ours_to_answer(client_of, quality_lead):
    page = page_of(client_of(quality_lead).get(ask(quality_lead).get_absolute_url()))

    assert offers(page)[0] == "Next: Answer"


def test_provider_may_answer_or_ask_for_time(client_of, quality_lead, rosa):
    page = page_of(client_of(rosa).get(ask(quality_lead, is_sent=True).get_absolute_url()))

    assert offers(page) == ["Next: Answer", "Ask for more time", "Say where it stands"]


def test_question_is_carried_asked_again_and_closed_on_its_page(client_of, quality_lead):
    question = ask(quality_lead)
    client = client_of(quality_lead)

    def do(slug, **said):
        return words(page_of(client.post(deed(question, slug), said, follow=True)))

    told = do("carry", **{"carry-reason": "The ward was closed"}, **date("carry-due_on", made.in_days(30)))
    assert "It was carried forward." in told
    assert "Carried forward: Thu 24 Dec 2026" in told
    assert "Deadline set: Tue 1 Dec 2026" in told
    do("claim", **{"claim-text": "Some."}, **date("claim-completed", made.TODAY))
    told = do("send-back", **{"send-back-reason": "How many?"}, **date("send-back-due_on", made.in_days(40)))
    assert "It was asked again." in told
    assert "Asked again How many?" in told
    assert "New deadline: Sun 3 Jan 2027" in told
    do("claim", **{"claim-text": "Forty."}, **date("claim-completed", made.TODAY))
    told = do("close", **{"close-text": "Enough for us"})
    assert "Closed on Tue 24 Nov 2026: answered on Tue 24 Nov 2026." in told
    told = do("reopen", **{"reopen-reason": "It was of another year"})
    assert "It waits for an answer" in told


@pytest.mark.parametrize(
    ("slug", "said", "told"),
    [
        ("carry", {"carry-reason": "Kept"}, "Enter the day to which it is carried"),
        (
            "carry",
            {"carry-reason": "Kept", **date("carry-due_on", dt.date(2026, 11, 1))},
            "must be later than",
        ),
        ("claim", {"claim-text": "Kept"}, "Enter the day of the answer"),
        ("claim", {"claim-text": "Kept", **date("claim-completed", dt.date(2027, 1, 1))}, "still ahead"),
        ("close", {"close-text": "Kept"}, "Only an answered question can be closed"),
        ("send-back", {"send-back-reason": "Kept"}, "Enter the day on which the answer is due"),
        ("verify", {"verify-text": "Kept"}, "An answer is not verified"),
    ],
)
def test_mistake_is_explained_and_nothing_is_lost(client_of, quality_lead, slug, said, told):
    question = ask(quality_lead)

    page = page_of(client_of(quality_lead).post(deed(question, slug), said), status=422)

    assert told in words(page)
    assert "Kept" in words(page)
    assert question.steps.count() == 1


def test_answered_questions_have_a_view_and_are_not_to_be_verified(client_of, quality_lead, rosa):
    answer(ask(quality_lead), quality_lead)
    client = client_of(quality_lead)

    page = page_of(client.get(reverse("actions:list"), {"show": "answered"}))
    assert words(page, ".tp-answer") == "1 question is answered and waits to be closed or asked again."
    assert page.find("td", {"data-label": "Stands at"}).get_text() == "Answered"
    assert page.find("td", {"data-label": "RAG"}).get_text(" ", strip=True) == "G Answered"
    page = page_of(client.get(reverse("actions:list"), {"show": "verify"}))
    assert words(page, ".tp-answer") == "No actions wait to be verified."
    assert (
        "answered"
        not in str(page_of(client_of(rosa).get(reverse("actions:list"))).select(".tp-chip")).lower()
    )


def test_many_at_once_leaves_questions_to_their_own_page(quality_lead):
    question = ask(quality_lead)

    change = Change("ask-time", text="x", due_on=made.in_days(60))
    outcome = services.change_together(actions=[question], change=change, by=quality_lead)

    assert [reason for _, reason in outcome.refused] == [
        "The deadline of a question is the asker's. Carry it forward instead."
    ]


def test_next_meeting_is_proposed_else_next_month(quality_lead, monkeypatch):
    provider, today = made.bolton(), made.TODAY
    monkeypatch.setattr(registry, "_next_meeting", lambda user, where, after: None)
    assert registry.carry_to(quality_lead, provider, made.in_days(-9), today) == next_month(today)
    assert registry.carry_to(quality_lead, provider, dt.date(2027, 1, 31), today) == dt.date(2027, 2, 28)

    registry.use_meetings(lambda user, where, after: after + dt.timedelta(days=3))
    assert registry.carry_to(quality_lead, provider, None, today) == made.in_days(3)


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (dt.date(2026, 1, 31), dt.date(2026, 2, 28)),
        (dt.date(2026, 12, 15), dt.date(2027, 1, 15)),
        (dt.date(2026, 11, 22), dt.date(2026, 12, 22)),
    ],
)
def test_next_month_keeps_the_day_where_there_is_one(day, after):
    assert next_month(day) == after


def test_questions_are_found_for_papers(quality_lead, other_lead, colleague):
    late = ask(quality_lead, "Late?", due_on=made.TODAY)
    open_ = ask(colleague, "Open?", leads=("Amina Hussain",))
    answered, closed = ask(colleague, "Answered?"), ask(colleague, "Closed?")
    for each in (answered, closed):
        answer(each, colleague)
    services.close(action=closed, by=colleague)
    ask(quality_lead, "Zedmark?", restriction="safeguarding")
    ask(other_lead, "Theirs?")
    made.action(quality_lead, provider=late.provider)
    day, seen = made.in_days(1), {"user": quality_lead, "day": made.in_days(1)}

    def texts(found):
        return [known.action.text for known in found]

    assert texts(queries.questions_to(late.provider, **seen)) == ["Late?", "Open?", "Answered?"]
    since = queries.questions_to(late.provider, closed_since=made.TODAY, **seen)
    assert texts(since) == ["Late?", "Open?", "Answered?", "Closed?"]
    assert texts(queries.questions_to(late.provider, closed_since=day, **seen)) == [
        "Late?",
        "Open?",
        "Answered?",
    ]
    assert queries.questions_waiting(providers=[late.provider], **seen) == {late.provider.pk: 2}
    in_short = queries.questions_in_short(user=quality_lead, day=day, first=5)
    assert [each.text for each in in_short.first_overdue] == ["Late?"]
    assert [each.text for each in in_short.first_promised] == ["Late?", "Open?"]
    theirs = queries.questions_in_short(user=colleague, day=day, first=1)
    assert (theirs.promised, [each.text for each in theirs.first_promised]) == (2, ["Open?"])
    assert texts(queries.questions_to(late.provider, user=other_lead, day=day)) == ["Theirs?"]
    assert open_.pk


def test_question_shared_with_another_commissioner_is_not_theirs_to_be_answered(quality_lead, other_lead):
    question = ask(quality_lead)
    other = UserFactory(username="nina", role="analyst")

    assert queries.questions_waiting(user=other, providers=[question.provider], day=made.TODAY)
    assert not queries.questions_waiting(user=other_lead, providers=[question.provider], day=made.TODAY)

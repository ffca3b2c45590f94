import re
from zoneinfo import ZoneInfo

from django.db import migrations

LONDON = ZoneInfo("Europe/London")
ASKED, ANSWERED, CLOSED, WITHDRAWN = "agreed", "claimed", "closed", "withdrawn"


def carry_over(apps, schema_editor):
    """Every question becomes an action of the kind question: same id, same people, same days, nothing left out."""
    questions = apps.get_model("reports", "Question").objects.order_by("owner", "asked_at", "pk")
    numbers: dict[int, int] = {}
    for question in questions.select_related("series"):
        owner = question.owner_id
        numbers[owner] = (numbers.get(owner) or _last_number(apps, owner)) + 1
        action = _action(apps, question, numbers[owner])
        _lead(apps, question, action)
        _what_became_of_it(apps, question, action)
    _files(apps)


def _last_number(apps, owner):
    """The last number that the register has given outside plans."""
    taken = apps.get_model("actions", "Action").objects.filter(owner=owner, plan="")
    found = (re.match(r"\d+", ref) for ref in taken.values_list("ref", flat=True))
    return max((int(each.group()) for each in found if each), default=0)


def _action(apps, question, number):
    return apps.get_model("actions", "Action").objects.create(
        public_id=question.public_id,
        owner_id=question.owner_id,
        is_open=question.is_open,
        kind="question",
        ref=str(number),
        place=str(number).zfill(6),
        text=question.text,
        provider_id=question.provider_id,
        source=f"series:{question.series.public_id}" if question.series else "",
        raised_on=_day(question.asked_at),
        by_id=question.asked_by_id,
        at=question.asked_at,
    )


def _lead(apps, question, action):
    """Who owns the answer: the one person of the commissioner who is called so, where there is one."""
    name = question.answer_from.strip().lower()
    held = apps.get_model("accounts", "Membership").objects.filter(commissioner=question.owner_id)
    people = apps.get_model("accounts", "User").objects.filter(pk__in=held.values("user"), is_active=True)
    called = [
        person
        for person in people.only("first_name", "last_name", "username")
        if name in (f"{person.first_name} {person.last_name}".strip().lower(), person.username.lower())
    ]
    apps.get_model("actions", "Lead").objects.create(
        action=action,
        person=called[0] if len(called) == 1 else None,
        words=question.answer_from,
        on=action.raised_on,
        by_id=question.asked_by_id,
        at=question.asked_at,
    )


def _what_became_of_it(apps, question, action):
    """Its steps, deadlines and answers, in the order in which they were written down."""
    asked = {"by_id": question.asked_by_id, "at": question.asked_at, "on": _day(question.asked_at)}
    _step(apps, action, "agreed", ASKED, asked)
    _deadline(apps, action, question.due_on, asked)
    state, is_answered = ASKED, False
    for old in question.steps.order_by("at", "pk"):
        told = {"by_id": old.by_id, "at": old.at, "on": _day(old.at)}
        if old.deed == "answered":
            _step(apps, action, "claimed", ANSWERED, told, happened_on=old.on)
            evidence = apps.get_model("actions", "Evidence")
            evidence.objects.create(action=action, text=old.text, dated_on=old.on, **told)
            state, is_answered = ANSWERED, True
        elif old.deed == "carried":
            if state == ANSWERED:
                _step(apps, action, "sent_back", ASKED, told, text=old.text or "Carried forward")
            _deadline(apps, action, old.due_on, told, reason=old.text)
            state = ASKED
        elif old.deed == "closed":
            # What was closed without any answer was given up.
            state = CLOSED if is_answered else WITHDRAWN
            _step(apps, action, state, state, told, text=old.text)
        elif old.deed == "reopened":
            _step(apps, action, "reopened", ASKED, told, text=old.text or "Opened again")
            state = ASKED


def _step(apps, action, deed, state, told, **more):
    apps.get_model("actions", "Step").objects.create(action=action, deed=deed, state=state, **told, **more)


def _deadline(apps, action, due_on, told, reason=""):
    """A day that counted at once, as days of questions did."""
    deadline = apps.get_model("actions", "Deadline").objects.create(
        action=action, due_on=due_on, set_on=told["on"], reason=reason, **told
    )
    decision = apps.get_model("actions", "DeadlineDecision")
    decision.objects.create(deadline=deadline, is_approved=True, **told)


def _files(apps):
    """Files that were added to questions, also to one that is not there any more, belong to the actions."""
    files = apps.get_model("files", "EvidenceFile").objects
    for file in files.filter(belongs_to__startswith="question:").only("belongs_to"):
        file.belongs_to = f"action:{file.belongs_to.partition(':')[2]}"
        file.save(update_fields=["belongs_to"])


def _day(moment):
    """The day in England."""
    return moment.astimezone(LONDON).date()


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0001_initial"),
        ("accounts", "0006_request_counts"),
        ("actions", "0001_initial"),
        ("files", "0001_initial"),
        ("indicators", "0001_initial"),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]

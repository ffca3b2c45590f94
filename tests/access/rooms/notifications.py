"""News for the person whose records these are, and the secret address of their calendar."""

from tests.access.rooms import SECRET
from tests.factories import actions
from trigpoint.accounts.system import system_person
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.notifications import services


def furnish(by, trust):
    """A piece of news about a question, and a calendar that holds whatever is due."""
    question = actions.action(by, f"{SECRET} told?", kind="question", provider=trust, due_on=clock.today())
    notice = services.tell(
        person=by, kind="given", reference=reference_to(question), words="Given to you", by=system_person()
    )
    _, secret = services.make_calendar_key(by=by)
    return {
        "notifications:news-open": [notice.public_id],
        "notifications:news-read": [notice.public_id],
        "notifications:calendar": [secret],
    }

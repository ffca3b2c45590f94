"""A question to a provider, good practice, and a question about a restricted concern."""

from tests.access.rooms import SECRET
from tests.factories.concerns import concern
from trigpoint.triangulation.rules.enquiries import Wanted
from trigpoint.triangulation.services.enquiries import keep_enquiries
from trigpoint.triangulation.services.good_practice import note_practice
from trigpoint.vault.models import Opening


def furnish(by, trust):
    """Arguments for the addresses of one question and of one good practice."""
    worry = concern(by, provider=trust, words=f"{SECRET} worries")
    practice = note_practice(provider=trust, title=f"{SECRET} goes well", words=f"{SECRET} words", by=by)
    asked = _asked(by, trust, worry)
    return {
        **_arguments(asked),
        "reports:enquiry-answer": [trust.code, asked.public_id],
        "triangulation:good-practice": [practice.public_id],
        "triangulation:good-practice-deed": [practice.public_id, "thank"],
    }


def restricted(by, trust):
    """The same of a concern that named roles alone may open; what whoever drafted it opened is over."""
    worry = concern(by, provider=trust, words=f"{SECRET} hidden", restriction="safeguarding")
    asked = _asked(by, trust, worry)
    Opening.objects.all().delete()
    return _arguments(asked)


def _asked(by, trust, worry):
    wanted = [Wanted(f"{SECRET} question?", because=f"{SECRET} says so")]
    return keep_enquiries(provider=trust, theme="discharge", wanted=wanted, concern=worry, by=by)[0]


def _arguments(asked):
    return {
        "triangulation:enquiry": [asked.public_id],
        "triangulation:enquiry-deed": [asked.public_id, "answer"],
    }

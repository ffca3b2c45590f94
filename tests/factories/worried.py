"""A provider about which much is known: concerns asked about, questions in every state, and a proposal."""

from __future__ import annotations

import datetime as dt

from tests.factories import concerns as made
from tests.factories.triangulation import evidence
from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.models import Concern, Proposal
from trigpoint.triangulation.rules.drafts import Link
from trigpoint.triangulation.rules.enquiries import Wanted
from trigpoint.triangulation.services.concern_replies import ask_provider
from trigpoint.triangulation.services.enquiries import answer, carry, keep_enquiries, put_to_provider

QUESTIONS = ("Who waits longest?", "Who books them?", "Who rings them?", "Who decides?")


def worried(by: User, provider: Organisation) -> Concern:
    """Two concerns, one of them asked about, four key lines of enquiry, evidence, and a proposal that waits."""
    day = clock.today()
    told = evidence(by, provider, day)
    link = Link(reference_to(told), "for")
    worry = made.concern(by, provider=provider, theme="access", links=(link,))
    made.concern(by, provider=provider, theme="discharge")
    ask_provider(concern=worry, text="What is your side of it?", by=by)
    wanted = [Wanted(each, because="Few began treatment.") for each in QUESTIONS]
    said, put, taken, _ = keep_enquiries(
        provider=provider, theme="access", wanted=wanted, concern=worry, by=by
    )
    answer(enquiry=said, text="Orthopaedics.", by=by)
    put_to_provider(enquiry=put, by=by)
    carry(enquiry=taken, where="Quality meeting", held_on=day + dt.timedelta(days=9), by=by)
    Proposal.objects.create(
        owner=by.commissioner,
        provider=provider,
        theme="workforce",
        streams=["performance", "complaints"],
        supports=[told.public_id],
        since=day,
        method="agreement-1",
    )
    return worry

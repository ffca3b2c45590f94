"""What a person may do to an action, and the one thing that is theirs to do next."""

from __future__ import annotations

from dataclasses import dataclass

from trigpoint.accounts.rules import Reach
from trigpoint.actions.rules.states import ALIVE, FINISHED, OPEN, Deed, State

POSITION, EVIDENCE, ASK_TIME, DECIDE_TIME, LEAD = "position", "evidence", "ask-time", "decide-time", "lead"
# How each deed is called where it is offered. For a question the provider answers.
VERBS = {
    Deed.AGREED: "Agree",
    Deed.STARTED: "Start",
    Deed.CLAIMED: "Claim done",
    Deed.SENT_BACK: "Send back",
    Deed.VERIFIED: "Verify",
    Deed.CLOSED: "Close",
    Deed.SUPERSEDED: "Supersede",
    Deed.WITHDRAWN: "Withdraw",
    Deed.REOPENED: "Reopen",
    Deed.SENT: "Send to the provider",
    Deed.RECALLED: "Take back from the provider",
    POSITION: "Say where it stands",
    EVIDENCE: "Add evidence",
    ASK_TIME: "Ask for more time",
    DECIDE_TIME: "Decide on more time",
    LEAD: "Change the lead",
}


@dataclass(frozen=True)
class Standing:
    """What somebody is to one action. `is_addressed`: it was sent to an organisation they speak for."""

    may_write: bool = False
    may_verify: bool = False
    may_approve: bool = False
    is_addressed: bool = False
    is_claimer: bool = False
    is_asker: bool = False


@dataclass(frozen=True)
class Situation:
    """How an action stands, as far as it decides what can be done next."""

    state: str
    is_question: bool = False
    has_provider: bool = False
    is_sent: bool = False
    has_deadline: bool = True
    is_time_asked: bool = False
    is_quiet: bool = False  # nobody has said lately where it stands
    is_heading: bool = False  # it is done in parts


def standing(seen_from: Reach, *, owner: int, provider: str, is_sent: bool) -> Standing:
    """What a person of this reach is to an action of `owner`, about the provider with this code."""
    is_ours = seen_from.commissioner_id == owner
    is_staff = is_ours and seen_from.is_staff
    return Standing(
        may_write=is_staff and "actions.write" in seen_from.deeds,
        may_verify=is_staff and "actions.verify" in seen_from.deeds,
        may_approve=is_staff and "actions.approve" in seen_from.deeds,
        is_addressed=is_ours
        and is_sent
        and provider in seen_from.organisations
        and "actions.answer" in seen_from.deeds,
    )


def offered(now: Situation, who: Standing) -> tuple[str, ...]:
    """Everything a person may do to an action, the next step first."""
    possible = [deed for deed, is_possible in _possible(now, who).items() if is_possible]
    first = next_step(now, who)
    return tuple(sorted(possible, key=lambda deed: deed != first))


def next_step(now: Situation, who: Standing) -> str:
    """The one thing that is this person's to do next; "" where they wait for somebody else."""
    possible = _possible(now, who)
    wanted = [DECIDE_TIME, Deed.AGREED, Deed.VERIFIED, Deed.CLOSED]
    if now.is_question and now.has_provider and not now.is_sent:
        wanted.append(Deed.SENT)
    if now.is_heading:
        return next((deed for deed in wanted if possible.get(deed)), "")
    if not now.is_question:
        wanted.append(Deed.STARTED)
        if now.is_quiet:
            wanted.append(POSITION)
    wanted.append(Deed.CLAIMED)
    return next((deed for deed in wanted if possible.get(deed)), "")


def _possible(now: Situation, who: Standing) -> dict[str, bool]:
    state, writes = now.state, who.may_write
    takes_part = writes or who.is_addressed
    is_open, is_alive = state in OPEN, state in ALIVE
    return {
        DECIDE_TIME: now.is_time_asked and who.may_approve and not who.is_asker and is_open,
        Deed.AGREED: state == State.PROPOSED and writes,
        Deed.STARTED: state == State.AGREED and takes_part,
        POSITION: takes_part,
        Deed.CLAIMED: state in (State.AGREED, State.IN_PROGRESS) and takes_part,
        Deed.VERIFIED: state == State.CLAIMED and who.may_verify and not who.is_claimer,
        Deed.SENT_BACK: state == State.CLAIMED and who.may_verify,
        Deed.CLOSED: state == State.VERIFIED and writes,
        EVIDENCE: takes_part,
        ASK_TIME: is_alive and takes_part and not now.is_time_asked,
        LEAD: is_open and writes,
        Deed.SENT: now.has_provider and not now.is_sent and writes,
        Deed.RECALLED: now.is_sent and writes,
        Deed.SUPERSEDED: is_open and writes,
        Deed.WITHDRAWN: is_open and writes,
        Deed.REOPENED: state in FINISHED and writes,
    }


def verb(deed: str, *, is_question: bool = False) -> str:
    """How a deed is called on a button."""
    if is_question and deed == Deed.CLAIMED:
        return "Answer"
    return VERBS[deed]

"""What a person may do to an action, and the one thing that is theirs to do next."""

from __future__ import annotations

from dataclasses import dataclass

from trigpoint.accounts.rules import Reach
from trigpoint.actions.rules.states import ALIVE, ASKED, COMPLETED, FINISHED, OPEN, Deed, State

POSITION, EVIDENCE, ASK_TIME, DECIDE_TIME, LEAD = "position", "evidence", "ask-time", "decide-time", "lead"
CARRY = "carry"
# How each deed is called where it is offered.
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
    CARRY: "Carry forward",
}
VERBS_OF_QUESTIONS = {
    Deed.CLAIMED: "Answer",
    Deed.SENT_BACK: "Ask again",
    Deed.REOPENED: "Open again",
    EVIDENCE: "Add to the answer",
    LEAD: "Change who answers",
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
    if now.is_question:
        is_theirs = now.is_sent and not who.is_addressed  # the provider answers; we wait for it
        wanted += [] if is_theirs else [Deed.CLAIMED]
    elif not now.is_heading:
        wanted += [Deed.STARTED, *([POSITION] if now.is_quiet else []), Deed.CLAIMED]
    return next((deed for deed in wanted if possible.get(deed)), "")


def _possible(now: Situation, who: Standing) -> dict[str, bool]:
    return _with_question(now, who) if now.is_question else _with_action(now, who)


def _with_question(now: Situation, who: Standing) -> dict[str, bool]:
    """Its deadline is the asker's, so that nobody else decides about it; nor does anybody verify an answer."""
    state, writes = now.state, who.may_write
    takes_part = writes or who.is_addressed
    is_waiting = state in ALIVE and not now.is_time_asked
    may_decide = (writes or who.may_approve) and not who.is_asker
    return {
        DECIDE_TIME: now.is_time_asked and may_decide and state in OPEN,
        Deed.AGREED: state == State.PROPOSED and writes,
        Deed.CLAIMED: state in ASKED and takes_part,
        Deed.CLOSED: state in (State.CLAIMED, State.VERIFIED) and writes,
        Deed.SENT_BACK: state == State.CLAIMED and writes,
        CARRY: is_waiting and writes,
        ASK_TIME: is_waiting and takes_part and not writes,
        EVIDENCE: state in COMPLETED and takes_part,
        POSITION: state in ALIVE and takes_part,
        LEAD: state in OPEN and writes,
        Deed.SENT: now.has_provider and not now.is_sent and writes,
        Deed.RECALLED: now.is_sent and writes,
        Deed.WITHDRAWN: state in OPEN and writes,
        Deed.REOPENED: state in FINISHED and writes,
    }


def _with_action(now: Situation, who: Standing) -> dict[str, bool]:
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
    return (is_question and VERBS_OF_QUESTIONS.get(deed)) or VERBS[deed]

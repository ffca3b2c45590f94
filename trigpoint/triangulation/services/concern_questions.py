"""What a concern asked in the register, when no answer is waited for any more."""

from __future__ import annotations

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may
from trigpoint.actions import services as actions
from trigpoint.actions.queries import known, locked
from trigpoint.actions.rules.states import ALIVE
from trigpoint.triangulation.queries.concerns_case import Case

MAY_WITHDRAW = "actions.write"


def withdraw_awaited(*, case: Case, reason: str, by: User) -> bool:
    """Withdraw what the provider was asked and has not answered. False where `by` may not, so that it goes on waiting."""
    alive = [each.question.action for each in case.askings if each.question and each.question.state in ALIVE]
    if alive and not may(by, MAY_WITHDRAW):
        return False
    for question in map(locked, alive):
        if known(question, user=by).state in ALIVE:
            actions.withdraw(action=question, reason=reason, by=by)
    return True

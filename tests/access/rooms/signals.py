"""The signal that the figures of the commissioner's own provider raise, looked at and opened again; and one of what people say."""

from tests.access.rooms import SECRET
from tests.factories import surveillance as made
from trigpoint.surveillance import services
from trigpoint.surveillance.models import Signal


def furnish(by, trust):
    """Arguments for the addresses of a signal and of a sitting."""
    signal = Signal.objects.get(organisation=trust, lead=None)
    services.answer_signals(answers={signal: ("known", f"{SECRET} reason")}, by=by)
    services.answer_signals(answers={signal: ("reopened", f"{SECRET} second thought")}, by=by)
    named = [signal.public_id]
    heard = made.told(by, trust, "parking")
    return {
        "surveillance:sitting": [trust.code],
        "surveillance:sitting-answer": [trust.code],
        "surveillance:signal": named,
        "surveillance:signal-svg": [heard.public_id],
        "surveillance:signal-answer": named,
        "surveillance:signal-clock": named,
    }

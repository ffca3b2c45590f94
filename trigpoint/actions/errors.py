"""What can go wrong in this area, each said as the person reads it."""

from trigpoint.common.errors import DomainError


class NothingWritten(DomainError):
    """A text that has to say something is empty."""


class DateImpossible(DomainError):
    """A date that cannot be meant."""


class LeadMissing(DomainError):
    """Nobody is named to lead the action."""


class StepImpossible(DomainError):
    """The action stands where this cannot be done."""


class SamePerson(DomainError):
    """The person who asked or claimed may not be the one who decides."""


class TargetImpossible(DomainError):
    """The other action, or the provider, cannot be the one that is meant."""


class NumberTaken(DomainError):
    """There is an action of this number in the plan already."""


class RequestMissing(DomainError):
    """Nobody waits for a decision about more time, or somebody does already."""

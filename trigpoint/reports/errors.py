"""What can go wrong in this area, each said as the person reads it."""

from trigpoint.common.errors import DomainError


class NothingWritten(DomainError):
    """A text that has to say something is empty."""


class DateImpossible(DomainError):
    """A date that cannot be meant."""


class AlreadyWithdrawn(DomainError):
    """Somebody has taken it back already."""


class PaperImpossible(DomainError):
    """This paper cannot be issued, or an issued one was to be changed."""


class TemplateUnusable(DomainError):
    """The organisation's own Word template cannot be filled in."""

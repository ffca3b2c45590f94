"""What can go wrong when evidence is lined up and concerns are handled, in words for people."""

from trigpoint.common.errors import DomainError


class ConcernImpossible(DomainError):
    """What was asked of a concern cannot be: the message says why and what to do."""


class ProposalImpossible(DomainError):
    """What was asked of a proposal cannot be."""


class EnquiryImpossible(DomainError):
    """What was asked of a key line of enquiry cannot be."""


class GoodPracticeImpossible(DomainError):
    """What was asked of good practice cannot be."""

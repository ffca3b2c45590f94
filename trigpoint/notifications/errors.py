"""What can go wrong with telling people, in the sentence the person reads."""

from trigpoint.common.errors import DomainError


class PreferenceRefused(DomainError):
    """A choice that there is not."""


class FeedRefused(DomainError):
    """A calendar address cannot be made or ended as asked."""

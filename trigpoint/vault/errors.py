"""What can go wrong with what is kept apart, in the sentence the person reads."""

from trigpoint.common.errors import DomainError


class OpeningRefused(DomainError):
    """A restricted record, or something sealed, cannot be opened as asked."""


class SealRefused(DomainError):
    """Something cannot be sealed as asked."""


class KeyMissing(DomainError):
    """Something was sealed with a key that this installation does not have."""

    def __init__(self) -> None:
        super().__init__(
            "This was sealed with a key that is not in VAULT_KEYS. Add the old key behind the new one, then try again."
        )

"""What can go wrong with people's accounts, in the sentence the person reads."""

from trigpoint.common.errors import DomainError


class SignInRefused(DomainError):
    """The pair of username and password does not fit. The sentence does not say which of them is wrong."""

    def __init__(self) -> None:
        super().__init__("The username or the password is not right")


class TooManyAttempts(DomainError):
    """Somebody guessed too often. Said for any username, whether it exists or not."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"Too many attempts to sign in. Wait {minutes} minutes, then try again")


class AccountRefused(DomainError):
    """An account cannot be made or changed as asked."""


class RoleRefused(DomainError):
    """A role cannot be given or ended as asked."""


class ShareRefused(DomainError):
    """A record cannot be shared as asked."""

"""What can go wrong with people's accounts, in the sentence the person reads."""

from trigpoint.common.errors import DomainError


class SignInRefused(DomainError):
    """The pair of username and password does not fit. The sentence does not say which of them is wrong."""

    def __init__(self) -> None:
        super().__init__("The username or the password is not right")


class TooManyAttempts(DomainError):
    """Somebody guessed too often. Said for any username, whether it exists or not."""

    def __init__(self, minutes: int) -> None:
        wait = f"{minutes // 60} hours" if minutes > 60 else f"{minutes} minutes"
        super().__init__(f"Too many attempts. Wait {wait}, then try again")


class AccountRefused(DomainError):
    """An account cannot be made or changed as asked."""


class CodeRefused(DomainError):
    """The code of the second step does not fit, or has been used already."""

    def __init__(self) -> None:
        super().__init__(
            "The code is not right. Codes of the app change every 30 seconds, and each works once"
        )


class InvitationRefused(DomainError):
    """An invitation cannot be sent or accepted as asked."""


class SingleSignOnRefused(DomainError):
    """What the organisation's sign-in said cannot be taken for one of our people."""


class RoleRefused(DomainError):
    """A role cannot be given or ended as asked."""


class ShareRefused(DomainError):
    """A record cannot be shared as asked."""

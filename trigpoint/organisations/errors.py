"""What can go wrong when an organisation is looked for, said as the person reads it."""

from trigpoint.common.errors import DomainError


class OrganisationUnclear(DomainError):
    """What was typed names no organisation, or several; `code` is unknown or several."""

    def __init__(self, message: str, *, code: str) -> None:
        self.code = code
        super().__init__(message)

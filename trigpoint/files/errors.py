"""What can go wrong with evidence files, in the sentence the person reads."""

from trigpoint.common.errors import DomainError


class FileRefused(DomainError):
    """A file is not taken; nothing of it was kept. The sentence says why and what to do instead."""


class FileShut(DomainError):
    """A file is kept here and cannot be opened now, or any more."""


class ScannerUnavailable(DomainError):
    """The virus scanner cannot be asked, or gave no clear answer."""


class ScannerUnclear(ScannerUnavailable):
    """The virus scanner gave an answer about one file that is neither yes nor no."""

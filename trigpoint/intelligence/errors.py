"""What can go wrong in this area, each said as the person reads it."""

from trigpoint.common.errors import DomainError


class NothingTold(DomainError):
    """The words are missing."""


class DateImpossible(DomainError):
    """A date that cannot be meant."""


class StepImpossible(DomainError):
    """The item stands where this cannot be done."""


class WordsMissing(DomainError):
    """A reason, an answer or a name that this step needs is missing."""


class ItemImpossible(DomainError):
    """The other item cannot be the one that is meant."""


class SourceUnknown(DomainError):
    """The pack of the day names no such kind of source."""


class SheetImpossible(DomainError):
    """A file of comments, or a mapping of its columns, that cannot be."""


class CodesImpossible(DomainError):
    """A theme or a sentiment that the framework does not have."""


class ChangeImpossible(DomainError):
    """What was heard cannot be answered so, or not yet."""


class EngagementImpossible(DomainError):
    """An entry of the engagement log that cannot be right."""


class ComplaintImpossible(DomainError):
    """Something that cannot be so of a complaint, or cannot be done to it now."""


class FiguresImpossible(DomainError):
    """Figures of complaints that cannot be true. `faults`: (which count or subject, the sentence)."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = faults
        super().__init__(" ".join(words for _, words in faults))


class LinkImpossible(DomainError):
    """A practice cannot get this link, or it has ended already."""


class CoverImpossible(DomainError):
    """Nobody could be told by this cover."""


class ConsentMissing(DomainError):
    """Whoever told a story did not agree to this use of it."""

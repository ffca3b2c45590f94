"""What a patient's or carer's consent to their story allows: pure."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import TextChoices

STORY = "patient_story"  # the kind of source whose words may be used only as far as consent goes
VOCABULARY = "story_uses"
PROVIDER, PARTNER = "provider", "partner"
NO_CONSENT = "No consent to this is on record. Ask whoever told the story, and write it down."


class ConsentDeed(TextChoices):
    """Consent is given for some uses, given anew for others, or taken back for all."""

    GIVEN = "given", "Given"
    WITHDRAWN = "withdrawn", "Taken back"


class How(TextChoices):
    """How it was given."""

    WRITTEN = "written", "In writing"
    SPOKEN = "spoken", "Said, and written down by us"
    FOR_THEM = "for_them", "By somebody who may decide for them"


def allows(source: str, uses: Collection[str] | None, use: str) -> bool:
    """Whether the words may be used so. uses: those consented to; None where no consent is on record.

    Only stories need it: an alert or a comment was sent in to be acted on.
    """
    return source != STORY or use in (uses or ())

"""People, whom they work for, and the bases of every record that a commissioner owns."""

from trigpoint.accounts.models.people import Commissioner, Membership, User
from trigpoint.accounts.models.records import (
    ConfidentialQuerySet,
    ConfidentialRecord,
    OwnedQuerySet,
    OwnedRecord,
)
from trigpoint.accounts.models.shares import Share, ShareEnd
from trigpoint.accounts.models.sign_in import FailedSignIn

__all__ = [
    "Commissioner",
    "ConfidentialQuerySet",
    "ConfidentialRecord",
    "FailedSignIn",
    "Membership",
    "OwnedQuerySet",
    "OwnedRecord",
    "Share",
    "ShareEnd",
    "User",
]

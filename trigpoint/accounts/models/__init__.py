"""People, whom they work for, and the bases of every record that a commissioner owns."""

from trigpoint.accounts.models.invitations import Invitation
from trigpoint.accounts.models.limits import RequestCount
from trigpoint.accounts.models.people import Commissioner, Membership, User
from trigpoint.accounts.models.records import (
    ConfidentialQuerySet,
    ConfidentialRecord,
    OwnedQuerySet,
    OwnedRecord,
)
from trigpoint.accounts.models.shares import Share, ShareEnd
from trigpoint.accounts.models.sign_in import FailedSignIn, UsedCode

__all__ = [
    "Commissioner",
    "ConfidentialQuerySet",
    "ConfidentialRecord",
    "FailedSignIn",
    "Invitation",
    "Membership",
    "OwnedQuerySet",
    "OwnedRecord",
    "RequestCount",
    "Share",
    "ShareEnd",
    "UsedCode",
    "User",
]

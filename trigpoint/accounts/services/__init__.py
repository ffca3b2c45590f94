"""What can be done to accounts: signing in, people, roles, shares. Every deed is in the audit."""

from trigpoint.accounts.services.memberships import end_role, grant_role, work_for
from trigpoint.accounts.services.people import change_password, create_commissioner, create_user
from trigpoint.accounts.services.shares import end_share, share
from trigpoint.accounts.services.signing_in import admit, sign_out

__all__ = [
    "admit",
    "change_password",
    "create_commissioner",
    "create_user",
    "end_role",
    "end_share",
    "grant_role",
    "share",
    "sign_out",
    "work_for",
]

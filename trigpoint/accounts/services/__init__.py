"""What can be done to accounts: signing in, people, roles, shares. Every deed is in the audit."""

from trigpoint.accounts.services.closing import close_account, open_account
from trigpoint.accounts.services.invitations import (
    accept_invitation,
    invite,
    invite_administrator,
    join,
    renew_invitation,
    send_invitation,
    withdraw_invitation,
)
from trigpoint.accounts.services.memberships import end_role, grant_role, grant_role_at_set_up, work_for
from trigpoint.accounts.services.passwords import (
    ask_for_new_password,
    change_password,
    choose_password,
    help_with_password,
)
from trigpoint.accounts.services.people import create_commissioner, create_user
from trigpoint.accounts.services.second_steps import (
    make_room_for_app,
    note_second_step_changed,
    refuse_code,
    refuse_passkey,
    remove_second_steps,
    reset_second_steps,
    use_second_step,
)
from trigpoint.accounts.services.sessions import end_sessions
from trigpoint.accounts.services.shares import end_share, share
from trigpoint.accounts.services.signing_in import admit, confirm_password, note_signed_in, sign_out
from trigpoint.accounts.services.single_sign_on import Visitor, recognise

__all__ = [
    "Visitor",
    "accept_invitation",
    "admit",
    "ask_for_new_password",
    "change_password",
    "choose_password",
    "close_account",
    "confirm_password",
    "create_commissioner",
    "create_user",
    "end_role",
    "end_sessions",
    "end_share",
    "grant_role",
    "grant_role_at_set_up",
    "help_with_password",
    "invite",
    "invite_administrator",
    "join",
    "make_room_for_app",
    "note_second_step_changed",
    "note_signed_in",
    "open_account",
    "recognise",
    "refuse_code",
    "refuse_passkey",
    "remove_second_steps",
    "renew_invitation",
    "reset_second_steps",
    "send_invitation",
    "share",
    "sign_out",
    "use_second_step",
    "withdraw_invitation",
    "work_for",
]

"""Addresses of this area. Those that allauth must find by its own names are in allauth_urls."""

from django.urls import path

from trigpoint.accounts.views import (
    details,
    forgotten,
    helping,
    inviting,
    joining,
    people,
    sessions,
    sharing,
    signing_in,
    single_sign_on,
)

app_name = "accounts"
urlpatterns = [
    path("sign-in", signing_in.sign_in, name="sign-in"),
    path("sign-out", signing_in.sign_out, name="sign-out"),
    path("sign-in/organisation", single_sign_on.begin, name="single-sign-on"),
    path("sign-in/organisation/return", single_sign_on.come_back, name="single-sign-on-return"),
    path("sign-in/forgotten", forgotten.forgotten, name="forgotten"),
    path("sign-in/forgotten/sent", forgotten.sent, name="forgotten-sent"),
    path("sign-in/new-password", forgotten.new_password, name="new-password"),
    path("sign-in/new-password/<str:public_id>/<str:token>", forgotten.follow_link, name="new-password-link"),
    path("invitation/<str:token>", joining.invitation, name="invitation"),
    path("your-details", details.details, name="details"),
    path("your-details/work-for", details.work_for, name="work-for"),
    path("your-details/password", details.change_password, name="change-password"),
    path("your-details/no-role", details.no_role, name="no-role"),
    path("your-details/sessions", sessions.sessions, name="sessions"),
    path("your-details/sessions/end", sessions.end_sessions, name="sessions-end"),
    path("who-can-see-what", details.roles, name="roles"),
    path("people/", people.people, name="people"),
    path("shared/", sharing.shared, name="shared"),
    path("shared/<str:public_id>/end", sharing.share_end, name="share-end"),
    path("shared/<str:kind>/<str:public_id>", sharing.share, name="share"),
    path("people/invitations", inviting.invitations, name="invitations"),
    path("people/invite", inviting.invite, name="invite"),
    path("people/invitations/<str:public_id>/renew", inviting.renew, name="invitation-renew"),
    path("people/invitations/<str:public_id>/withdraw", inviting.withdraw, name="invitation-withdraw"),
    path("people/<str:public_id>", people.person, name="person"),
    path("people/<str:public_id>/roles", people.role_give, name="role-give"),
    path("people/<str:public_id>/roles/<str:held>/end", people.role_end, name="role-end"),
    path("people/<str:public_id>/close", people.account_close, name="account-close"),
    path("people/<str:public_id>/open", people.account_open, name="account-open"),
    path("people/<str:public_id>/help", helping.help_colleague, name="help"),
    path("people/<str:public_id>/help/second-step", helping.reset_steps, name="help-second-step"),
    path("people/<str:public_id>/help/password", helping.password_link, name="help-password"),
]

"""Addresses that django-allauth finds by its own names. What is not named here is not routed (ADR 0012)."""

from django.urls import path

from trigpoint.accounts.views import confirming, passkeys, second_steps, signing_in

STEPS = "your-details/second-step"
urlpatterns = [
    path("sign-in", signing_in.sign_in, name="account_login"),
    path("sign-in/second-step", second_steps.second_step, name="mfa_authenticate"),
    path("sign-in/passkey", passkeys.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("your-details/confirm", confirming.by_password, name="account_reauthenticate"),
    path("your-details/confirm/code", confirming.by_code, name="mfa_reauthenticate"),
    path("your-details/confirm/passkey", confirming.by_passkey, name="mfa_reauthenticate_webauthn"),
    path(STEPS, second_steps.your_steps, name="mfa_index"),
    path(f"{STEPS}/app/add", second_steps.add_app, name="mfa_activate_totp"),
    path(f"{STEPS}/app/remove", second_steps.remove_app, name="mfa_deactivate_totp"),
    path(f"{STEPS}/recovery-codes", second_steps.codes, name="mfa_view_recovery_codes"),
    path(f"{STEPS}/recovery-codes/new", second_steps.new_codes, name="mfa_generate_recovery_codes"),
    path(f"{STEPS}/passkeys", passkeys.your_passkeys, name="mfa_list_webauthn"),
    path(f"{STEPS}/passkeys/add", passkeys.add_passkey, name="mfa_add_webauthn"),
    path(f"{STEPS}/passkeys/<int:pk>/rename", passkeys.rename_passkey, name="mfa_edit_webauthn"),
    path(f"{STEPS}/passkeys/<int:pk>/remove", passkeys.remove_passkey, name="mfa_remove_webauthn"),
]

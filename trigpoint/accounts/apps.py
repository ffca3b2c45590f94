"""The area as Django knows it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.accounts"
    label = "accounts"

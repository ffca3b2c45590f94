"""The area as Django knows it."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.vault"
    label = "vault"

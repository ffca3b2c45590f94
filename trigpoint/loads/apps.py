"""The area as Django knows it."""

from django.apps import AppConfig


class LoadsConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.loads"
    label = "loads"

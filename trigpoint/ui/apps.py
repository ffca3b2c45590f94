"""The area as Django knows it."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.ui"
    label = "ui"

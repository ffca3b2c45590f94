"""The area as Django knows it."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.history"
    label = "history"

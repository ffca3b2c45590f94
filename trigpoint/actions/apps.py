"""The area as Django knows it."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.actions"
    label = "actions"

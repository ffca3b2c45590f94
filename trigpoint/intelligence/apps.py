"""The area as Django knows it."""

from django.apps import AppConfig


class IntelligenceConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.intelligence"
    label = "intelligence"

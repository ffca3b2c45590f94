"""The area as Django knows it."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.indicators"
    label = "indicators"

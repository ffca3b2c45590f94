"""The area as Django knows it."""

from django.apps import AppConfig


class SurveillanceConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.surveillance"
    label = "surveillance"

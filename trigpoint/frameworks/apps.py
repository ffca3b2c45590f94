"""The area as Django knows it."""

from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.frameworks"
    label = "frameworks"

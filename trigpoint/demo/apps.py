"""The area as Django knows it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.demo"
    label = "demo"

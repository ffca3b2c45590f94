"""The area as Django knows it."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.reports"
    label = "reports"

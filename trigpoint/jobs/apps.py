"""The area as Django knows it."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.jobs"
    label = "jobs"

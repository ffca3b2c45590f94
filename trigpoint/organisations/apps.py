"""The area as Django knows it."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.organisations"
    label = "organisations"

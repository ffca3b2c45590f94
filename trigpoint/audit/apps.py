"""The area as Django knows it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.audit"
    label = "audit"

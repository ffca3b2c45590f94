"""The area as Django knows it."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.notifications"
    label = "notifications"

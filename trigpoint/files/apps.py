"""The area as Django knows it."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.files"
    label = "files"

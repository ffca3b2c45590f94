"""The area as Django knows it."""

from django.apps import AppConfig


class TriangulationConfig(AppConfig):
    """See docs/ARCHITECTURE.md for what this room holds."""

    name = "trigpoint.triangulation"
    label = "triangulation"

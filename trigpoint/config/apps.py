"""Wiring at start."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers what areas show of themselves to the areas below them."""

    name = "trigpoint.config"
    label = "trigpoint_config"
    verbose_name = "Trigpoint"

    def ready(self) -> None:
        """Runs once the models are there."""
        from trigpoint.config.registration import register_all

        register_all()

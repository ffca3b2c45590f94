"""Django's `migrate`, after which the database refuses again what it has to refuse."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from trigpoint.config import guards


class Command(migrate.Command):
    """Making a table anew drops its triggers; they are put up again at once."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then put up what is missing. Where only a part was migrated the tables may not be there yet."""
        super().handle(*args, **options)
        guards.put_up()

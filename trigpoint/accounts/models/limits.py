"""How often somebody asked, counted in the database so that it holds across processes and machines."""

from __future__ import annotations

from django.db import connection, models


class RequestCount(models.Model):
    """How often one person or address asked for one kind of page since `began`. One row each, used again and again."""

    key = models.CharField(max_length=100, primary_key=True, help_text="limit, and person or address")
    began = models.BigIntegerField(db_index=True, help_text="seconds since 1970 at which its span began")
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"

    @classmethod
    def one_more(cls, key: str, began: int) -> int:
        """How often `key` was asked for since `began`, this time included. One statement, so that none is lost."""
        table = cls._meta.db_table
        statement = (
            f"INSERT INTO {table} (key, began, count) VALUES (%s, %s, 1) ON CONFLICT (key) DO UPDATE SET "
            f"count = CASE WHEN {table}.began = excluded.began THEN {table}.count + 1 ELSE 1 END, "
            "began = excluded.began RETURNING count"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [key[:100], began])
            return cursor.fetchone()[0]

    @classmethod
    def so_far(cls, key: str, began: int) -> int:
        """How often `key` was counted since `began`."""
        return cls.objects.filter(key=key, began=began).values_list("count", flat=True).first() or 0

    @classmethod
    def forget(cls, before: int) -> None:
        """Rows of spans that began before `before` say nothing any more."""
        cls.objects.filter(began__lt=before).delete()

"""Putting text of an attacker's choice into every record of the world, wherever people or files could have put it."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import IntegrityError, models, transaction

# Text that people and files never choose: ids, keys that lead to definitions, what the service itself writes.
NOT_CHOSEN = {
    "public_id",
    "password",
    "sha256",
    "connector",
    "indicator",
    "key",
    "digest",
    "task",
    "message_id",
}
SERVICE = ("trigpoint.",)


def planted(text: str) -> list[str]:
    """Put `text` into every field that takes text of any kind; which fields those were."""
    return [f"{model._meta.label}.{field.name}" for model, field in text_fields() if _put(model, field, text)]


def text_fields() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Every field whose text somebody outside the code chooses."""
    for model in apps.get_models():
        if not model.__module__.startswith(SERVICE):
            continue
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
            is_free = not (field.choices or field.primary_key or field.name in NOT_CHOSEN)
            if is_text and is_free and not isinstance(field, models.FileField):
                yield model, field


def _put(model: type[models.Model], field: models.Field, text: str) -> bool:
    """Into every row; where a rule of the database wants different ones, into the newest. Past triggers nothing goes."""
    rows = model._base_manager.all()
    if not rows.exists():
        return False
    value = {"told": text} if isinstance(field, models.JSONField) else text[: field.max_length or len(text)]
    newest = rows.order_by("-pk").values_list("pk", flat=True)[0]
    for chosen in (rows, rows.filter(pk=newest)):
        try:
            with transaction.atomic():
                chosen.update(**{field.name: value})
        except IntegrityError:
            continue
        return True
    return False

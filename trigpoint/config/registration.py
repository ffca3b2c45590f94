"""The wiring between areas that may not import each other, in one readable list."""

from __future__ import annotations

from trigpoint.common import references
from trigpoint.common.references import Kind
from trigpoint.config.connectors import connectors
from trigpoint.loads import registry
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Organisation


def register_all() -> None:
    """Called once at start."""
    registry.register(connectors)
    for name, model in (("load", Load), ("organisation", Organisation)):
        references.register(
            Kind(
                name=name,
                label=str,
                address=lambda record: record.get_absolute_url(),
                find=lambda user, public_id, model=model: model.visible_to(user)
                .filter(public_id=public_id)
                .first(),
            )
        )

"""The wiring between areas that may not import each other, in one readable list."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings

from trigpoint.accounts.access import opens_to
from trigpoint.accounts.limits import read_limits, use_limits
from trigpoint.accounts.models import ConfidentialRecord
from trigpoint.accounts.role_files import read_roles
from trigpoint.accounts.rules import use_roles
from trigpoint.actions.models import Action
from trigpoint.common import references
from trigpoint.common.references import Kind
from trigpoint.config.connectors import connectors
from trigpoint.config.telling import register_telling
from trigpoint.config.timetable import register_timetable
from trigpoint.files.models import EvidenceFile
from trigpoint.frameworks.queries import term
from trigpoint.indicators.definitions import definition
from trigpoint.indicators.models import Series
from trigpoint.loads import registry
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Organisation
from trigpoint.organisations.services import ensure_directory
from trigpoint.reports.models import MeetingStep, Question
from trigpoint.surveillance.models import RebaseStep
from trigpoint.surveillance.tasks import ask_for_refresh
from trigpoint.ui import navigation
from trigpoint.ui.vocabulary import use_terms
from trigpoint.vault import services as vault

# Kinds of records that an audit row, and later an action or an agenda, may lead to.
SHOWN = (Load, Organisation, Series, RebaseStep, Question, MeetingStep, EvidenceFile, Action)
# Those of them that people may add evidence files to.
TAKES_FILES = {Question, Action}


def register_all() -> None:
    """Called once at start."""
    register_timetable()
    register_telling()
    use_limits(lambda: read_limits(settings.DEFINITIONS_DIR / "limits.yaml"))
    navigation.use_doors(opens_to)
    use_roles(lambda: read_roles(settings.DEFINITIONS_DIR / "packs" / "roles.yaml"))
    use_terms(term)
    registry.register(
        connectors,
        prepare=ensure_directory,
        finish=ask_for_refresh,
        title=lambda code: definition(code).title,
        unit=lambda code: definition(code).unit,
    )
    for model in SHOWN:
        references.register(
            Kind(
                name=model._meta.model_name,
                label=str,
                address=lambda record: record.get_absolute_url(),
                find=lambda user, public_id, model=model: (
                    model.visible_to(user).filter(public_id=public_id).first()
                ),
                find_all=lambda user, ids, model=model: (
                    model.visible_to(user).filter(public_id__in=ids).select_related()
                ),
                visible=model.visible_to,
                restricted=getattr(model, "restricted_to", None),
                opened=partial(_opened, model) if issubclass(model, ConfidentialRecord) else None,
                takes_files=model in TAKES_FILES,
            )
        )


def _opened(model: type[ConfidentialRecord], user: Any, public_id: str) -> Any:
    """A restricted record whose door the user has opened; the read is noted."""
    found = vault.read(kind=model._meta.model_name, public_id=public_id, by=user)
    return found if found is not None and found.restriction else None

"""The wiring between areas that may not import each other, in one readable list."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from trigpoint.accounts.access import opens_to
from trigpoint.accounts.limits import read_limits, use_limits
from trigpoint.accounts.models import ConfidentialRecord, User
from trigpoint.accounts.queries import people_here
from trigpoint.accounts.role_files import read_roles
from trigpoint.accounts.rules import may, reach, use_roles
from trigpoint.actions.models import Action
from trigpoint.actions.registry import use_meetings
from trigpoint.common import references
from trigpoint.common.references import Kind
from trigpoint.config.connectors import connectors
from trigpoint.config.evidence import register_evidence
from trigpoint.config.telling import register_telling
from trigpoint.config.timetable import register_timetable
from trigpoint.files.models import EvidenceFile
from trigpoint.frameworks.naming import use_titles
from trigpoint.frameworks.queries import term
from trigpoint.indicators.definitions import definition, library
from trigpoint.indicators.models import Series
from trigpoint.intelligence.models import Change, Complaint, ComplaintFigures, Engagement, Item, SheetImport
from trigpoint.intelligence.registry import use_after_counting, use_concerns
from trigpoint.intelligence.rules.themes import titles as comment_themes
from trigpoint.loads import registry
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Organisation
from trigpoint.organisations.services import ensure_directory
from trigpoint.reports.models import BriefNote, MeetingStep, Paper
from trigpoint.reports.queries import next_meeting
from trigpoint.surveillance.models import AgreedTarget, ChartStep, PeerGroup, RebaseStep, SeriesNote, Signal
from trigpoint.surveillance.tasks import ask_for_refresh, ask_to_hear
from trigpoint.triangulation.models import Concern, Enquiry, GoodPractice, Proposal, ProposalRun
from trigpoint.triangulation.queries.concerns_known import concerns_naming
from trigpoint.triangulation.tasks import ask_to_gather
from trigpoint.ui import navigation
from trigpoint.ui.vocabulary import use_terms
from trigpoint.vault import services as vault

# Kinds of records that an audit row, and later an action or an agenda, may lead to.
SHOWN = (
    Load,
    Organisation,
    Series,
    RebaseStep,
    MeetingStep,
    BriefNote,
    EvidenceFile,
    Action,
    Signal,
    ChartStep,
    AgreedTarget,
    PeerGroup,
    Paper,
    Item,
    Complaint,
    ComplaintFigures,
    Change,
    Engagement,
    SheetImport,
    Concern,
    Enquiry,
    GoodPractice,
    Proposal,
    ProposalRun,
)
# Those of them that people may add evidence files to.
TAKES_FILES = {Action}
MOST_PARTS = 200  # of each, the newest


def register_all() -> None:
    """Called once at start."""
    for register in (register_timetable, register_telling, register_evidence):
        register()
    use_limits(lambda: read_limits(settings.DEFINITIONS_DIR / "limits.yaml"))
    navigation.use_doors(opens_to)
    use_roles(lambda: read_roles(settings.DEFINITIONS_DIR / "packs" / "roles.yaml"))
    use_terms(term)
    use_titles("indicator", lambda: {code: each.short for code, each in library().items()})
    use_titles("comment_theme", comment_themes)
    use_meetings(next_meeting)
    registry.register(
        connectors,
        prepare=ensure_directory,
        finish=ask_for_refresh,
        title=lambda code: definition(code).title,
        unit=lambda code: definition(code).unit,
    )
    use_after_counting(ask_to_hear, ask_to_gather)
    use_concerns(concerns_naming)
    for model in SHOWN:
        references.register(
            Kind(
                name=model._meta.model_name,
                label=LABELS.get(model, str),
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
                with_it=WITH_IT.get(model),
            )
        )
    references.register(people())
    references.register(questions())


def people() -> Kind:
    """People, as the audit speaks of them: for those who look after accounts or read the audit."""

    def visible(user: Any) -> Any:
        is_for = may(user, "audit.read") or may(user, "accounts.manage")
        return people_here(of=user) if is_for else User.objects.none()

    return Kind(
        name="user",
        label=str,
        address=lambda person: reverse("accounts:person", args=[person.public_id]),
        find=lambda user, public_id: visible(user).filter(public_id=public_id).first(),
        find_all=lambda user, ids: visible(user).filter(public_id__in=ids),
    )


def questions() -> Kind:
    """Questions to providers by the name they had before they stood in the register, which the audit and news still use."""

    def visible(user: Any) -> Any:
        return Action.visible_to(user).filter(kind=Action.Kind.QUESTION)

    return Kind(
        name="question",
        label=str,
        address=lambda record: record.get_absolute_url(),
        find=lambda user, public_id: visible(user).filter(public_id=public_id).first(),
        find_all=lambda user, ids: visible(user).filter(public_id__in=ids).select_related(),
    )


def _chart(series: Series) -> str:
    """What a chart is called: what is measured, and of whom."""
    known = library().get(series.indicator)
    return f"{known.title if known else series.indicator}, {series.organisation.name}"


# What records are called where their own words would not do for a person.
LABELS = {Series: _chart}


def _past_of_provider(provider: Organisation, user: Any) -> list[str]:
    """A provider's meetings, notes and questions; the questions by both of their names."""
    parts = _parts(provider, "provider", (MeetingStep, BriefNote), user)
    asked = Action.visible_to(user).filter(kind=Action.Kind.QUESTION)
    mine = asked.filter(provider=provider, owner=reach(user).commissioner_id).order_by("-pk")
    names = (f"{name}:{each}" for each in _newest(mine) for name in ("action", "question"))
    return [*parts, *names]


def _past_of_series(series: Series, user: Any) -> list[str]:
    """What was done to a chart, the notes on it, and its signals."""
    return _parts(series, "series", (ChartStep, RebaseStep, SeriesNote, Signal), user)


def _past_of_action(action: Action, user: Any) -> list[str]:
    """A question by the name it had before."""
    return [f"question:{action.public_id}"] if action.kind == Action.Kind.QUESTION else []


# Records to whose past more belongs than what happened to themselves.
WITH_IT = {Organisation: _past_of_provider, Series: _past_of_series, Action: _past_of_action}


def _parts(record: Any, field: str, models: tuple[Any, ...], user: Any) -> list[str]:
    """References of what belongs to a record, as far as `user` may see it, of their own commissioner."""
    owner = reach(user).commissioner_id
    return [
        f"{model._meta.model_name}:{public_id}"
        for model in models
        for public_id in _newest(
            model.visible_to(user).filter(**{field: record, "owner": owner}).order_by("-pk")
        )
    ]


def _newest(found: QuerySet) -> QuerySet:
    return found.values_list("public_id", flat=True)[:MOST_PARTS]


def _opened(model: type[ConfidentialRecord], user: Any, public_id: str) -> Any:
    """A restricted record whose door the user has opened; the read is noted."""
    found = vault.read(kind=model._meta.model_name, public_id=public_id, by=user)
    return found if found is not None and found.restriction else None

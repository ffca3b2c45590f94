"""What people told, what became of it, and how it is coded."""

from trigpoint.intelligence.models.changes import Change, ChangeSource, ChangeStep
from trigpoint.intelligence.models.coding import Coding, Correction, ItemTheme, ThemeMonth
from trigpoint.intelligence.models.complaint_figures import ComplaintFigures, ComplaintFiguresQuerySet
from trigpoint.intelligence.models.complaints import (
    Complaint,
    ComplaintPart,
    ComplaintPartStep,
    ComplaintQuerySet,
    ComplaintStep,
    ComplaintSubject,
)
from trigpoint.intelligence.models.consents import Consent
from trigpoint.intelligence.models.cover import RiskCover, RiskTelling, RiskTurn
from trigpoint.intelligence.models.drift import DriftCheck
from trigpoint.intelligence.models.engagement import Engagement, EngagementMark, EngagementVersion
from trigpoint.intelligence.models.items import Item, ItemQuerySet
from trigpoint.intelligence.models.links import PracticeLink
from trigpoint.intelligence.models.mappings import SheetImport, SheetMapping
from trigpoint.intelligence.models.steps import ItemStep

__all__ = [
    "Change",
    "ChangeSource",
    "ChangeStep",
    "Coding",
    "Complaint",
    "ComplaintFigures",
    "ComplaintFiguresQuerySet",
    "ComplaintPart",
    "ComplaintPartStep",
    "ComplaintQuerySet",
    "ComplaintStep",
    "ComplaintSubject",
    "Consent",
    "Correction",
    "DriftCheck",
    "Engagement",
    "EngagementMark",
    "EngagementVersion",
    "Item",
    "ItemQuerySet",
    "ItemStep",
    "ItemTheme",
    "PracticeLink",
    "RiskCover",
    "RiskTelling",
    "RiskTurn",
    "SheetImport",
    "SheetMapping",
    "ThemeMonth",
]

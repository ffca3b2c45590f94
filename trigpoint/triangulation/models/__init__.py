"""Records of stage 2: what areas told, proposals, concerns, key lines of enquiry, good practice."""

from trigpoint.triangulation.models.concerns import (
    Concern,
    ConcernDeed,
    ConcernLink,
    ConcernQuerySet,
    ConcernState,
    ConcernStep,
    Held,
    Side,
)
from trigpoint.triangulation.models.enquiries import Enquiry, EnquiryDeed, EnquiryState, EnquiryStep
from trigpoint.triangulation.models.evidence import Coverage, Evidence
from trigpoint.triangulation.models.good_practice import GoodDeed, GoodPractice, GoodPracticeStep
from trigpoint.triangulation.models.proposals import Direction, Proposal, ProposalDeed, ProposalStep
from trigpoint.triangulation.models.runs import ProposalRun

__all__ = [
    "Concern",
    "ConcernDeed",
    "ConcernLink",
    "ConcernQuerySet",
    "ConcernState",
    "ConcernStep",
    "Coverage",
    "Direction",
    "Enquiry",
    "EnquiryDeed",
    "EnquiryState",
    "EnquiryStep",
    "Evidence",
    "GoodDeed",
    "GoodPractice",
    "GoodPracticeStep",
    "Held",
    "Proposal",
    "ProposalDeed",
    "ProposalRun",
    "ProposalStep",
    "Side",
]

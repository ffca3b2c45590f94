"""Records of stage 1: what each series says, what people did to the charts, and signals with what became of them."""

from trigpoint.surveillance.models.peers import PeerGroup, PeerGroupStep, PeerPosition, PeerSet
from trigpoint.surveillance.models.signals import Signal, SignalClock, SignalCounts, SignalStep, Stream
from trigpoint.surveillance.models.statuses import (
    ChartStep,
    RebaseStep,
    Refresh,
    SeriesChart,
    SeriesNote,
    SeriesStatus,
)
from trigpoint.surveillance.models.targets import AgreedTarget, TargetStep, TargetValue

__all__ = [
    "AgreedTarget",
    "ChartStep",
    "PeerGroup",
    "PeerGroupStep",
    "PeerPosition",
    "PeerSet",
    "RebaseStep",
    "Refresh",
    "SeriesChart",
    "SeriesNote",
    "SeriesStatus",
    "Signal",
    "SignalClock",
    "SignalCounts",
    "SignalStep",
    "Stream",
    "TargetStep",
    "TargetValue",
]

"""Pages of stage 1."""

from trigpoint.surveillance.views.comparison import funnel_svg, indicator, indicator_csv
from trigpoint.surveillance.views.dashboard import chance, dashboard, dashboard_csv, provider
from trigpoint.surveillance.views.groups import group, group_add, group_change, group_retire, groups
from trigpoint.surveillance.views.pictures import chart_png, chart_svg, series_csv, small_svg
from trigpoint.surveillance.views.series import (
    chart_choose,
    chart_withdraw,
    note_write,
    phase_begin,
    phase_withdraw,
    series,
)
from trigpoint.surveillance.views.signals import (
    ledger,
    signal,
    signal_answer,
    signal_clock,
    signal_list,
    signal_list_csv,
    signal_svg,
    signals,
    sitting,
    sitting_answer,
)
from trigpoint.surveillance.views.targets import (
    series_targets,
    target_agree,
    target_withdraw,
    targets,
    targets_csv,
)

__all__ = [
    "chance",
    "chart_choose",
    "chart_png",
    "chart_svg",
    "chart_withdraw",
    "dashboard",
    "dashboard_csv",
    "funnel_svg",
    "group",
    "group_add",
    "group_change",
    "group_retire",
    "groups",
    "indicator",
    "indicator_csv",
    "ledger",
    "note_write",
    "phase_begin",
    "phase_withdraw",
    "provider",
    "series",
    "series_csv",
    "series_targets",
    "signal",
    "signal_answer",
    "signal_clock",
    "signal_list",
    "signal_list_csv",
    "signal_svg",
    "signals",
    "sitting",
    "sitting_answer",
    "small_svg",
    "target_agree",
    "target_withdraw",
    "targets",
    "targets_csv",
]

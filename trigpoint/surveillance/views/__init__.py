"""Pages of stage 1."""

from trigpoint.surveillance.views.comparison import funnel_svg, indicator, indicator_csv
from trigpoint.surveillance.views.dashboard import dashboard, dashboard_csv, provider
from trigpoint.surveillance.views.pictures import chart_png, chart_svg, series_csv, small_svg
from trigpoint.surveillance.views.series import note_write, phase_begin, phase_withdraw, series

__all__ = [
    "chart_png",
    "chart_svg",
    "dashboard",
    "dashboard_csv",
    "funnel_svg",
    "indicator",
    "indicator_csv",
    "note_write",
    "phase_begin",
    "phase_withdraw",
    "provider",
    "series",
    "series_csv",
    "small_svg",
]

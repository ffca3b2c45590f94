"""Vega-Lite specifications, one a kind of chart. Data in, specification out; `ui.drawing` draws it."""

from trigpoint.surveillance.charts.funnel import funnel_spec
from trigpoint.surveillance.charts.heard import heard_spec, small_heard_spec
from trigpoint.surveillance.charts.series import series_spec, small_spec
from trigpoint.surveillance.charts.so_far import so_far_spec

__all__ = ["funnel_spec", "heard_spec", "series_spec", "small_heard_spec", "small_spec", "so_far_spec"]

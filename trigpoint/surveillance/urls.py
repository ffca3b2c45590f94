"""Addresses of stage 1."""

from django.urls import path

from trigpoint.surveillance import views

app_name = "surveillance"
urlpatterns = [
    path("early-warning/", views.dashboard, name="dashboard"),
    path("early-warning/chance/", views.chance, name="chance"),
    path("early-warning.csv", views.dashboard_csv, name="dashboard-csv"),
    path("early-warning/groups/", views.groups, name="groups"),
    path("early-warning/groups/add", views.group_add, name="group-add"),
    path("early-warning/groups/<str:public_id>/", views.group, name="group"),
    path("early-warning/groups/<str:public_id>/change", views.group_change, name="group-change"),
    path("early-warning/groups/<str:public_id>/retire", views.group_retire, name="group-retire"),
    path("early-warning/indicators/<slug:code>/", views.indicator, name="indicator"),
    path("early-warning/indicators/<slug:code>/peers.csv", views.indicator_csv, name="indicator-csv"),
    path("early-warning/indicators/<slug:code>/funnel.svg", views.funnel_svg, name="funnel-svg"),
    path("early-warning/providers/<str:code>/", views.provider, name="provider"),
    path("series/<str:public_id>/", views.series, name="series"),
    path("series/<str:public_id>/chart.svg", views.chart_svg, name="chart-svg"),
    path("series/<str:public_id>/small.svg", views.small_svg, name="small-svg"),
    path("series/<str:public_id>/chart.png", views.chart_png, name="chart-png"),
    path("series/<str:public_id>/figures.csv", views.series_csv, name="series-csv"),
    path("series/<str:public_id>/phase", views.phase_begin, name="phase-begin"),
    path("series/<str:public_id>/phase/withdraw", views.phase_withdraw, name="phase-withdraw"),
    path("series/<str:public_id>/kind", views.chart_choose, name="chart-choose"),
    path("series/<str:public_id>/kind/withdraw", views.chart_withdraw, name="chart-withdraw"),
    path("series/<str:public_id>/note", views.note_write, name="note-write"),
    path("series/<str:public_id>/targets/", views.series_targets, name="series-targets"),
    path("series/<str:public_id>/targets/agree", views.target_agree, name="target-agree"),
    path("targets/", views.targets, name="targets"),
    path("targets.csv", views.targets_csv, name="targets-csv"),
    path("targets/<str:public_id>/withdraw", views.target_withdraw, name="target-withdraw"),
    path("signals/", views.signals, name="signals"),
    path("signals/all/", views.signal_list, name="signal-list"),
    path("signals/all.csv", views.signal_list_csv, name="signal-list-csv"),
    path("signals/ledger/", views.ledger, name="ledger"),
    path("signals/providers/<str:code>/", views.sitting, name="sitting"),
    path("signals/providers/<str:code>/answer", views.sitting_answer, name="sitting-answer"),
    path("signals/<str:public_id>/", views.signal, name="signal"),
    path("signals/<str:public_id>/comments.svg", views.signal_svg, name="signal-svg"),
    path("signals/<str:public_id>/answer", views.signal_answer, name="signal-answer"),
    path("signals/<str:public_id>/clock", views.signal_clock, name="signal-clock"),
]

"""Addresses of soft intelligence."""

from django.urls import path

from trigpoint.intelligence.views import clusters, inbox, items, triage

app_name = "intelligence"
urlpatterns = [
    path("", inbox.index, name="inbox"),
    path("inbox.csv", inbox.index_csv, name="inbox-csv"),
    path("triage/", triage.triage, name="triage"),
    path("together/<str:code>/<slug:theme>/", clusters.cluster, name="cluster"),
    path("items/<str:public_id>/", items.item, name="item"),
    path("items/<str:public_id>/do/<slug:slug>", items.deed, name="deed"),
]

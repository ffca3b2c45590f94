"""Addresses of soft intelligence."""

from django.urls import path

from trigpoint.intelligence.views import (
    clusters,
    consents,
    inbox,
    items,
    practice_links,
    risk,
    sender,
    telling,
    triage,
)

app_name = "intelligence"
urlpatterns = [
    path("", inbox.index, name="inbox"),
    path("inbox.csv", inbox.index_csv, name="inbox-csv"),
    path("triage/", triage.triage, name="triage"),
    path("together/<str:code>/<slug:theme>/", clusters.cluster, name="cluster"),
    path("items/<str:public_id>/", items.item, name="item"),
    path("items/<str:public_id>/consent/", consents.consent, name="consent"),
    path("items/<str:public_id>/do/<slug:slug>", items.deed, name="deed"),
    path("tell/", telling.tell, name="tell"),
    path("tell/whom/", telling.whom, name="tell-whom"),
    path("tell/thanks/<str:follow>/", telling.thanks, name="tell-thanks"),
    path("tell/<str:token>/", telling.tell_by_link, name="tell-by-link"),
    path("tell/<str:token>/whom/", telling.link_whom, name="link-whom"),
    path("tell/<str:token>/thanks/<str:follow>/", telling.link_thanks, name="link-thanks"),
    path("follow/<str:token>/", sender.follow, name="follow"),
    path("told/", sender.told, name="told"),
    path("told/changed/", sender.told_changed, name="told-changed"),
    path("links/", practice_links.links, name="links"),
    path("links/<str:public_id>/", practice_links.sheet, name="link-sheet"),
    path("links/<str:public_id>/end", practice_links.end, name="link-end"),
    path("at-risk/", risk.cover, name="risk-cover"),
]

"""Addresses of concerns."""

from django.urls import path

from trigpoint.triangulation.views import concern, concern_list, concern_raise

urlpatterns = [
    path("", concern_list.index, name="list"),
    path("list.csv", concern_list.index_csv, name="list-csv"),
    path("raise/", concern_raise.add, name="raise"),
    path("case/<str:public_id>/", concern.concern, name="concern"),
    path("case/<str:public_id>/do/<str:slug>", concern.deed, name="concern-deed"),
    path("case/<str:public_id>/link", concern.link_more, name="concern-link"),
    path("case/<str:public_id>/links/<str:link_id>/end", concern.link_end, name="concern-link-end"),
]

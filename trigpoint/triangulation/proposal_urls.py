"""Addresses of proposed concerns."""

from django.urls import path

from trigpoint.triangulation.views import proposals

urlpatterns = [
    path("proposed/", proposals.index, name="proposals"),
    path("proposed/list.csv", proposals.index_csv, name="proposals-csv"),
    path("proposed/chance/", proposals.chance, name="proposal-chance"),
    path("proposed/<str:public_id>/", proposals.proposal, name="proposal"),
    path("proposed/<str:public_id>/do/<slug:slug>", proposals.deed, name="proposal-deed"),
]

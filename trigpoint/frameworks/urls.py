"""Addresses of this area."""

from django.urls import path

from trigpoint.frameworks import views

app_name = "frameworks"
urlpatterns = [
    path("", views.packs, name="list"),
    path("packs/<slug:name>", views.pack, name="pack"),
    path("difference", views.difference, name="difference"),
    path("working-days", views.working_days, name="working-days"),
]

"""Addresses of this area. What people call them by is the audit."""

from django.urls import path

from trigpoint.history import views

app_name = "audit"
urlpatterns = [
    path("", views.search, name="search"),
    path("events.csv", views.search_csv, name="search-csv"),
    path("about/<slug:kind>/<slug:public_id>", views.about, name="about"),
]

"""Addresses of the directory."""

from django.urls import path

from trigpoint.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.directory, name="list"),
    path("list.csv", views.directory_csv, name="list-csv"),
    path("<str:code>/", views.organisation, name="organisation"),
]

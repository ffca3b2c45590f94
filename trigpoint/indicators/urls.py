"""Addresses of the indicator library."""

from django.urls import path

from trigpoint.indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.indicators, name="list"),
    path("not-measured/", views.coverage, name="coverage"),
    path("<slug:code>/", views.indicator, name="indicator"),
]

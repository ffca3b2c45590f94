"""Addresses of this area."""

from django.urls import path

app_name = "loads"
urlpatterns: list = []

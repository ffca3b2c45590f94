"""Addresses of this area."""

app_name = "organisations"
urlpatterns: list = []

"""Addresses: one line an area."""

from django.urls import include, path

from trigpoint.config import views

urlpatterns = [
    path("", include("trigpoint.reports.urls")),
    path("", include("trigpoint.surveillance.urls")),
    path("organisations/", include("trigpoint.organisations.urls")),
    path("indicators/", include("trigpoint.indicators.urls")),
    path("loads/", include("trigpoint.loads.urls")),
    path("", include("trigpoint.accounts.urls")),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
handler400 = "trigpoint.config.views.bad_request"
handler403 = "trigpoint.config.views.forbidden"
handler404 = "trigpoint.config.views.not_found"
handler500 = "trigpoint.config.views.server_error"

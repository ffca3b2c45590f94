"""Addresses: one line an area."""

from django.urls import include, path

urlpatterns = [
    path("", include("trigpoint.reports.urls")),
    path("", include("trigpoint.surveillance.urls")),
    path("actions/", include("trigpoint.actions.urls")),
    path("organisations/", include("trigpoint.organisations.urls")),
    path("indicators/", include("trigpoint.indicators.urls")),
    path("soft/", include("trigpoint.intelligence.urls")),
    path("concerns/", include("trigpoint.triangulation.urls")),
    path("you-said/", include("trigpoint.intelligence.public_urls")),
    path("loads/", include("trigpoint.loads.urls")),
    path("frameworks/", include("trigpoint.frameworks.urls")),
    path("audit/", include("trigpoint.history.urls")),
    path("files/", include("trigpoint.files.urls")),
    path("", include("trigpoint.notifications.urls")),
    path("", include("trigpoint.vault.urls")),
    path("", include("trigpoint.accounts.urls")),
    path("", include("trigpoint.accounts.allauth_urls")),
]
handler400 = "trigpoint.config.views.bad_request"
handler403 = "trigpoint.config.views.forbidden"
handler404 = "trigpoint.config.views.not_found"
handler500 = "trigpoint.config.views.server_error"

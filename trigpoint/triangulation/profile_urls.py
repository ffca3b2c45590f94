"""Addresses of profiles: a provider's matrix of themes and streams, and the same turned round."""

from django.urls import path

from trigpoint.triangulation.views import profile, profile_turned

urlpatterns = [
    path("profiles/", profile_turned.profiles, name="profiles"),
    path("profiles/<str:code>/", profile.profile, name="profile"),
    path("profiles/<str:code>/evidence.csv", profile.profile_csv, name="profile-csv"),
    path("profiles/<str:code>/themes/<slug:theme>/", profile.profile_theme, name="profile-theme"),
    path("profiles/<str:code>/<slug:theme>/<slug:stream>/", profile.cell, name="cell"),
    path("themes/", profile_turned.themes, name="themes"),
    path("themes/<slug:theme>/", profile_turned.theme, name="theme"),
    path("themes/<slug:theme>/evidence.csv", profile_turned.theme_csv, name="theme-csv"),
    path("streams/", profile_turned.streams, name="streams"),
    path("streams/<slug:stream>/", profile_turned.stream, name="stream"),
    path("streams/<slug:stream>/evidence.csv", profile_turned.stream_csv, name="stream-csv"),
    path("unmapped/", profile_turned.unmapped, name="unmapped"),
]

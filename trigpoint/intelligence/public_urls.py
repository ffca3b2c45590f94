"""Addresses of soft intelligence that everybody may open."""

from django.urls import path

from trigpoint.intelligence.views import changes_public

app_name = "yousaid"
urlpatterns = [
    path("", changes_public.you_said, name="list"),
    path("<str:code>/", changes_public.you_said_of, name="of"),
]

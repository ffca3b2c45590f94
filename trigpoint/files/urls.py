"""Addresses of this area."""

from django.urls import path

from trigpoint.files import views

app_name = "files"
urlpatterns = [
    path("of/<str:reference>/", views.evidence, name="evidence"),
    path("of/<str:reference>/add", views.add, name="add"),
    path("<str:public_id>/", views.file, name="file"),
    path("<str:public_id>/versions", views.version_add, name="version-add"),
    path("<str:public_id>/versions/<int:number>", views.open_version, name="open"),
    path("<str:public_id>/withdraw", views.withdraw, name="withdraw"),
]

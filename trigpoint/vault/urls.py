"""Addresses of this area."""

from django.urls import path

from trigpoint.vault import views

app_name = "vault"
urlpatterns = [
    path("restricted/", views.restricted, name="list"),
    path("restricted/<str:kind>/<str:public_id>/", views.open_restricted, name="open"),
    path("sealed/", views.mine, name="mine"),
    path("sealed/<str:public_id>/open", views.unseal, name="unseal"),
    path("sealed/<str:public_id>/erase", views.erase, name="erase"),
    path("sealed/about/<str:kind>/<str:public_id>/", views.about, name="about"),
    path("sealed/about/<str:kind>/<str:public_id>/reporter", views.seal_reporter, name="seal-reporter"),
    path("sealed/about/<str:kind>/<str:public_id>/patient", views.seal_patient, name="seal-patient"),
]

"""Addresses of this area."""

from django.urls import path

from trigpoint.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("your-details", views.details, name="details"),
    path("your-details/work-for", views.work_for, name="work-for"),
    path("who-can-see-what", views.roles, name="roles"),
    path("your-details/password", views.change_password, name="change-password"),
]

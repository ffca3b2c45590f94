"""Addresses of this area."""

from django.urls import path, re_path

from trigpoint.actions import views

app_name = "actions"
urlpatterns = [
    path("", views.index, name="list"),
    path("actions.csv", views.index_csv, name="list-csv"),
    path("actions.xlsx", views.index_xlsx, name="list-xlsx"),
    path("import", views.plan_import, name="plan-import"),
    path("add", views.add, name="add"),
    path("together", views.bulk, name="bulk"),
    path("<str:public_id>/", views.action, name="action"),
    re_path(r"^(?P<public_id>[^/]+)/(?P<slug>[a-z-]+)$", views.deed, name="deed"),
]

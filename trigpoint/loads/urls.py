"""Addresses of this area."""

from django.urls import path

from trigpoint.loads import views

app_name = "loads"
urlpatterns = [
    path("", views.index, name="list"),
    path("loads.csv", views.index_csv, name="list-csv"),
    path("add/", views.add, name="add"),
    path("add/<str:public_id>/", views.check, name="check"),
    path("add/<str:public_id>/confirm", views.confirm, name="confirm"),
    path("add/<str:public_id>/cancel", views.cancel, name="cancel"),
    path("<str:public_id>/", views.load, name="load"),
    path("<str:public_id>/rejected.csv", views.rejects_csv, name="rejects-csv"),
    path("<str:public_id>/revised.csv", views.revised_csv, name="revised-csv"),
    path("<str:public_id>/rows/<int:row>/", views.row, name="row"),
]

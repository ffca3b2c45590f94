"""Addresses of key lines of enquiry and of good practice."""

from django.urls import path

from trigpoint.triangulation.views import enquiries, enquiry_drafting, good_practice

urlpatterns = [
    path("enquiries/", enquiries.enquiries, name="enquiries"),
    path("enquiries/enquiries.csv", enquiries.enquiries_csv, name="enquiries-csv"),
    path("enquiries/sheet", enquiries.enquiry_sheet, name="enquiry-sheet"),
    path("enquiries/draft", enquiry_drafting.enquiry_draft, name="enquiry-draft"),
    path("enquiries/<str:public_id>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<str:public_id>/<slug:slug>", enquiries.enquiry_deed, name="enquiry-deed"),
    path("good-practice/", good_practice.good_practices, name="good-practices"),
    path("good-practice/note", good_practice.good_practice_add, name="good-practice-add"),
    path("good-practice/<str:public_id>/", good_practice.good_practice, name="good-practice"),
    path(
        "good-practice/<str:public_id>/<slug:slug>",
        good_practice.good_practice_deed,
        name="good-practice-deed",
    ),
]

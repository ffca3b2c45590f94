"""Addresses of the pages that put several areas together."""

from django.urls import path

from trigpoint.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("seen", views.home_seen, name="home-seen"),
    path("briefs/", views.briefs, name="briefs"),
    path("providers/<str:code>/brief/", views.brief, name="brief"),
    path("providers/<str:code>/brief.docx", views.brief_word, name="brief-word"),
    path("providers/<str:code>/brief.pdf", views.brief_pdf, name="brief-pdf"),
    path("providers/<str:code>/brief/notes", views.note_write, name="note-write"),
    path(
        "providers/<str:code>/brief/notes/<str:public_id>/withdraw", views.note_withdraw, name="note-withdraw"
    ),
    path(
        "providers/<str:code>/brief/enquiries/<str:public_id>/answer",
        views.enquiry_answer,
        name="enquiry-answer",
    ),
    path("providers/<str:code>/brief/questions", views.question_ask, name="question-ask"),
    path("providers/<str:code>/brief/meetings", views.meeting_set, name="meeting-set"),
    path("providers/<str:code>/brief/meetings/withdraw", views.meeting_withdraw, name="meeting-withdraw"),
    path("papers/", views.paper_list, name="papers"),
    path("papers/early-warning/<str:month>/", views.paper_draft, name="paper-draft"),
    path("papers/early-warning/<str:month>/issue", views.paper_issue, name="paper-issue"),
    path(
        "papers/early-warning/<str:month>/draft.<str:suffix>", views.paper_draft_take, name="paper-draft-take"
    ),
    path(
        "papers/early-warning/<str:month>/charts/<str:series>.svg",
        views.paper_draft_chart,
        name="paper-draft-chart",
    ),
    path("papers/surveillance-group/<str:month>/", views.pack_draft, name="pack-draft"),
    path("papers/surveillance-group/<str:month>/issue", views.pack_issue, name="pack-issue"),
    path(
        "papers/surveillance-group/<str:month>/draft.<str:suffix>",
        views.pack_draft_take,
        name="pack-draft-take",
    ),
    path("papers/<str:public_id>/", views.paper, name="paper"),
    path("papers/<str:public_id>/charts/<int:number>.svg", views.paper_chart, name="paper-chart"),
    path("papers/<str:public_id>/paper.<str:suffix>", views.paper_take, name="paper-take"),
    path("questions/<str:public_id>/", views.question, name="question"),
]

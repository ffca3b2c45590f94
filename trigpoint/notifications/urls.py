"""Addresses of this area."""

from django.urls import path

from trigpoint.notifications import views

app_name = "notifications"
urlpatterns = [
    path("news", views.news, name="news"),
    path("news/read", views.read_all, name="news-read-all"),
    path("news/<str:public_id>", views.news_open, name="news-open"),
    path("news/<str:public_id>/read", views.read, name="news-read"),
    path("your-details/news", views.preferences, name="preferences"),
    path("your-details/calendar", views.calendar_address, name="calendar-address"),
    path("your-details/calendar/end", views.end_calendar_address, name="calendar-end"),
    path("calendar/<str:secret>.ics", views.calendar, name="calendar"),
]

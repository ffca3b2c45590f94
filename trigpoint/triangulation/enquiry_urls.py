"""Addresses of key lines of enquiry and of good practice."""

urlpatterns = []

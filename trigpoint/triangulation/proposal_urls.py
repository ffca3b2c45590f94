"""Addresses of proposed concerns."""

urlpatterns = []

"""Addresses of profiles: a provider's matrix of themes and streams, and the same turned round."""

urlpatterns = []

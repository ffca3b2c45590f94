"""What django-allauth asks of us: one adapter each for signing in, second steps, and single sign-on (ADR 0012)."""

"""Packs, their difference and the calendar in plain words."""

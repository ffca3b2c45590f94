"""Exact rules of this area, without records."""

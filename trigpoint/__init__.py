"""Trigpoint: early warning, triangulation and assurance of the quality of NHS care."""

__version__ = "0.1.0"

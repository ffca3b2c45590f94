"""Connectors that make organisations, one publication a file."""

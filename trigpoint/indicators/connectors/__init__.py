"""Connectors that make observations, one publication a file."""

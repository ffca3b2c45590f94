"""Connectors that make items of comments, one publication a file."""

"""Turning accounts into the words that pages show."""

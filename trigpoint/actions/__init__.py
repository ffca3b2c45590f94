"""The one action register."""

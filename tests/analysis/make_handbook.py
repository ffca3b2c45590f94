"""Writes the pages of the methods handbook that are made: `python -m tests.analysis.make_handbook` (make docs)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trigpoint.config.settings")
django.setup()

from tests.analysis import worked_examples  # noqa: E402

if __name__ == "__main__":
    worked_examples.main()

"""The directory in words and tables."""

from trigpoint.organisations.presenters.listing import CSV_HEADINGS, chips, list_sentence, rows
from trigpoint.organisations.presenters.showing import organisation_page

__all__ = ["CSV_HEADINGS", "chips", "list_sentence", "organisation_page", "rows"]

"""Pure rules of papers: days as people say them, and criteria for closer surveillance."""

from trigpoint.reports.rules.days import due_words, last_before, meeting_words, next_from

__all__ = ["due_words", "last_before", "meeting_words", "next_from"]

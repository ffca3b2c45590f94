"""Lining up independent evidence: profiles, proposals, concerns, key lines of enquiry, good practice."""

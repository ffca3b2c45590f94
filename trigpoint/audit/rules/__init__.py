"""What may stand in the audit, how it is written down to be sealed, and in which words people read it."""

from trigpoint.audit.rules.values import LONGEST, NotForTheAudit, fit_to_keep, sort_of

__all__ = ["LONGEST", "NotForTheAudit", "fit_to_keep", "sort_of"]

"""Writing to the directory: what connectors read, the regulator's ratings, and the first filling; adding one by hand."""

from trigpoint.organisations.services.adding import OrganisationRefused, add_organisation
from trigpoint.organisations.services.directory import store_directory
from trigpoint.organisations.services.ratings import store_ratings
from trigpoint.organisations.services.reference import ensure_directory

__all__ = ["OrganisationRefused", "add_organisation", "ensure_directory", "store_directory", "store_ratings"]

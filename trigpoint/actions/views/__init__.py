"""Pages of the action register."""

from trigpoint.actions.views.adding import add
from trigpoint.actions.views.bulk import bulk
from trigpoint.actions.views.listing import index, index_csv
from trigpoint.actions.views.plans import index_xlsx, plan_import
from trigpoint.actions.views.showing import action, deed

__all__ = ["action", "add", "bulk", "deed", "index", "index_csv", "index_xlsx", "plan_import"]

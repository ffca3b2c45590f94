"""Every table that the database itself refuses to change: put up after `migrate`, looked at by `doctor`."""

from __future__ import annotations

from django.db import connection

from trigpoint.audit import guards as audit
from trigpoint.common.triggers import AddedToOnly, Guard
from trigpoint.reports import guards as reports
from trigpoint.triangulation import guards as triangulation

# Besides those of the audit, of which more hangs.
OTHERS: tuple[AddedToOnly, ...] = (reports.RULE, *triangulation.RULES)


def expected() -> list[Guard]:
    """Every trigger that this kind of database needs."""
    return [*audit.expected(), *(guard for rule in OTHERS for guard in rule.expected())]


def put_up() -> list[str]:
    """Make every trigger that is missing, of tables that are there; their names."""
    tables = set(connection.introspection.table_names())
    made = audit.put_up() if set(audit.TABLES) <= tables else []
    return made + [name for rule in OTHERS if set(rule.tables) <= tables for name in rule.put_up()]

"""Work for the worker in tests."""

from trigpoint.accounts.models import User
from trigpoint.audit.services import record


def do_something() -> None:
    """Something that is recorded."""
    by = User.objects.get(username="amina")
    record(by, "loads.loaded", by)

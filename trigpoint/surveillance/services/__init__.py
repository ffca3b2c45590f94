"""What people and the worker do in stage 1."""

from trigpoint.surveillance.services.phases import begin_phase, withdraw_phase, write_note
from trigpoint.surveillance.services.refreshing import refresh

__all__ = ["begin_phase", "refresh", "withdraw_phase", "write_note"]

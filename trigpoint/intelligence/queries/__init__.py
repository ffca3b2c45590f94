"""Reading soft intelligence, for a person or for a service that holds the record."""

from trigpoint.intelligence.queries.one import OPEN_STATES, locked, state_of, steps_of

__all__ = ["OPEN_STATES", "locked", "state_of", "steps_of"]

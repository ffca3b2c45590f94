"""Writing to the audit. Every service that changes something calls `record` by name."""

from trigpoint.audit.services.anchoring import AnchorsNotWritten, accept, write_heads
from trigpoint.audit.services.recording import note_export, note_read, note_refusal, record
from trigpoint.audit.services.sealing import seal_waiting

__all__ = [
    "AnchorsNotWritten", "accept", "note_export", "note_read", "note_refusal", "record", "seal_waiting", "write_heads",
]  # fmt: skip

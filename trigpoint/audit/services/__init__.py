"""Writing to the audit. Every service that changes something calls `record` by name."""

from trigpoint.audit.services.recording import note_export, note_read, note_refusal, record

__all__ = ["note_export", "note_read", "note_refusal", "record"]

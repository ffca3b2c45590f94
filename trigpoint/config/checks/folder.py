"""The folder for data: can it be written to, and is there room."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from trigpoint.config.finding import Finding

LITTLE_ROOM = 2 * 1024**3  # bytes


def data_folder() -> Finding:
    """Can it be written to."""
    folder = Path(settings.DATA_DIR)
    trial = folder / "doctor.trial"
    try:
        trial.write_bytes(b"trial")
        trial.unlink()
    except OSError as problem:
        means = f"{folder} cannot be written to: {problem.strerror}. Nothing can be loaded or signed."
        return Finding(
            "data folder", "fail", means, "Let this account write to it, or set DATA_DIR to another folder."
        )
    return Finding("data folder", "ok", f"{folder} can be written to.")


def room() -> Finding:
    """Is there space left."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    means = f"{free / 1024**3:.1f} GB are free where the data live."
    if free < LITTLE_ROOM:
        return Finding(
            "disk", "warn", means, "Free some space or move DATA_DIR before it stops taking files."
        )
    return Finding("disk", "ok", means)

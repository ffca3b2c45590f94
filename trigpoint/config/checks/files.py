"""Files that were loaded: are they still what they were."""

from __future__ import annotations

import gzip
import hashlib
import zlib

from trigpoint.config.finding import Finding
from trigpoint.loads.keeping import place_of
from trigpoint.loads.models import Load


def kept_files() -> Finding:
    """Are the files that were loaded still what they were."""
    damaged = [str(load) for load in Load.objects.filter(is_file_kept=True) if not is_kept(load)]
    if damaged:
        means = f"{len(damaged)} kept files are missing or altered: {', '.join(damaged[:5])}."
        return Finding(
            "kept files", "fail", means, "Restore them from a backup: trigpoint restore --from DIR."
        )
    return Finding("kept files", "ok", "Every file that is to be kept is there and unaltered.")


def is_kept(load: Load) -> bool:
    """Whether the file of a load is there and has the content it was loaded with."""
    try:
        with gzip.open(place_of(load.sha256)) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == load.sha256  # type: ignore[arg-type]
    except (OSError, EOFError, zlib.error):
        return False

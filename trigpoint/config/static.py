"""Static files: the NHS.UK frontend from npm as it is, and our own, with names that change with the content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage

SERVED = ("images/", "manifest.json", "nhsuk-frontend.min.")


class FrontendFinder(FileSystemFinder):
    """Publish what pages ask for, not the other 1,800 files of the package."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Path and storage of each file that is served."""
        return (found for found in super().list(ignore_patterns) if found[0].startswith(SERVED))


class Storage(CompressedManifestStaticFilesStorage):
    """Rewrites imports of JavaScript modules to their hashed names too."""

    support_js_module_import_aggregation = True

"""Static files: the NHS.UK frontend from npm as it is, and our own, with names that change with the content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage

SERVED = ("images/", "manifest.json", "nhsuk-frontend.min.")

# Folder under the static address, and what is served from the `build` folder of the npm package of that name.
PACKAGES = {
    "vega": ("vega.min.js",),
    "vega-lite": ("vega-lite.min.js", "vega-lite.min.js.map"),
    "vega-embed": ("vega-embed.min.js", "vega-embed.min.js.map"),
    "vega-interpreter": ("vega-interpreter.js", "vega-interpreter.js.map"),
}
WANTED = (*SERVED, *(f"{package}/{name}" for package, names in PACKAGES.items() for name in names))


def frontend_dirs(node_modules: Path) -> list[Path | tuple[str, Path]]:
    """Folders that `FrontendFinder` publishes from, those that npm has fetched."""
    nhsuk = node_modules / "nhsuk-frontend/dist/nhsuk"
    packages = [(package, node_modules / package / "build") for package in PACKAGES]
    return [path for path in (nhsuk / "assets", nhsuk) if path.exists()] + [
        (package, path) for package, path in packages if path.exists()
    ]


class FrontendFinder(FileSystemFinder):
    """Publish what pages ask for, not the other thousands of files of the packages."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Path and storage of each file that is served."""
        for path, storage in super().list(ignore_patterns):
            prefix = getattr(storage, "prefix", None)
            if (f"{prefix}/{path}" if prefix else path).startswith(WANTED):
                yield path, storage


class Storage(CompressedManifestStaticFilesStorage):
    """Rewrites imports of JavaScript modules to their hashed names too."""

    support_js_module_import_aggregation = True

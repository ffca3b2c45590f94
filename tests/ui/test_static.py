"""What is served of the packages that npm fetched."""

from __future__ import annotations

from django.contrib.staticfiles import finders

from trigpoint.config.static import PACKAGES, FrontendFinder


def test_only_what_pages_ask_for_is_published():
    paths = [
        f"{storage.prefix}/{path}" if storage.prefix else path for path, storage in FrontendFinder().list([])
    ]

    vega = sorted(path for path in paths if path.startswith("vega"))
    assert vega == sorted(f"{package}/{name}" for package, names in PACKAGES.items() for name in names)
    assert "nhsuk-frontend.min.css" in paths
    assert not [path for path in paths if path.endswith((".scss", ".mjs", ".d.ts"))]


def test_every_file_that_a_page_names_is_there():
    for name in (
        "nhsuk-frontend.min.css",
        "nhsuk-frontend.min.js",
        "ui/app.css",
        "ui/app.js",
        "ui/charts.js",
        "vega/vega.min.js",
    ):
        assert finders.find(name), name

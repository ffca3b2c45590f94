"""The demonstration as commands see it: built once, and its users written where asked."""

from __future__ import annotations

import importlib
import importlib.util

from trigpoint.config.start import tell


def prepare(*, users_json: str | None) -> None:
    """Build the demonstration unless it is there, and write its users to a file."""
    if importlib.util.find_spec("trigpoint.demo.services") is None:
        tell(step="The demonstration is not part of this copy")
        return
    services = importlib.import_module("trigpoint.demo.services")
    tell(step="Loading the demonstration")
    services.build_demo(by=None, progress=lambda text: tell(step=text))

"""Chromium for the journeys: the installed one, or Debian's package where root may install it."""

import os
import shutil

from postgresql import NoServer, install

NAMES = ("chromium", "chromium-browser", "google-chrome")


class NoBrowser(Exception):
    """There is no Chromium and none could be had; the message says why."""


def chromium():
    """The path of the browser; CHROMIUM names another one."""
    found = find()
    if found is None:
        try:
            install("chromium")
        except NoServer as problem:
            raise NoBrowser(str(problem)) from problem
        found = find()
    if found is None:
        raise NoBrowser("Debian's package chromium was installed, but its program was not found.")
    return found


def find():
    """The browser that is there."""
    return os.environ.get("CHROMIUM") or next((path for path in map(shutil.which, NAMES) if path), None)

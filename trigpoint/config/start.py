"""Starting Django for a command, with a sentence for each way it can fail."""

from __future__ import annotations

import os
import signal
import threading
import time

import django
from django.apps import apps

from trigpoint.config.env import SettingMissing

PARENT = "TRIGPOINT_PARENT"


class CannotStart(Exception):
    """The installation cannot start; the message says why and how to mend it."""


def start_django() -> None:
    """Make models usable. Does nothing the second time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trigpoint.config.settings")
    if apps.ready:
        return
    try:
        django.setup()
    except SettingMissing as problem:
        raise CannotStart(str(problem)) from problem
    except OSError as problem:
        raise CannotStart(
            f"The folder for data cannot be used: {problem}. "
            "Set DATA_DIR to a folder that this account may write to, on a disk with room."
        ) from problem


def end_with_parent() -> None:
    """Under a supervisor, end when it is gone, however it went, so that nothing is left running."""
    parent = int(os.environ.get(PARENT, "0"))
    if parent:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)
    os._exit(1)

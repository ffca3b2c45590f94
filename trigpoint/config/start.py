"""Starting Django for a command, with a sentence and a remedy for each way it can fail."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time

import django
from django.apps import apps

from trigpoint.config.env import SettingMissing

PARENT = "TRIGPOINT_PARENT"  # environment: process id of the supervisor
SUPERVISED = "TRIGPOINT_SUPERVISED"  # environment: set where a supervisor listens to what is printed


class CannotStart(Exception):
    """The installation cannot start: what is wrong, and how to mend it."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(f"{problem}\n{remedy}")


def tell(**said: str) -> None:
    """A step begun (`step`), or the reason for stopping (`problem`, `remedy`).

    To a supervisor one JSON object a line, which it shows on the starting page; to a person plain text.
    """
    if os.environ.get(SUPERVISED):
        print(json.dumps(said), flush=True)
    elif "step" in said:
        print(said["step"], flush=True)
    else:
        print(f"{said['problem']}\n{said['remedy']}", file=sys.stderr, flush=True)


def start_django() -> None:
    """Make models usable. Does nothing the second time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trigpoint.config.settings")
    if apps.ready:
        return
    try:
        django.setup()
    except SettingMissing as problem:
        raise CannotStart(str(problem), "dotenv-sample explains every setting.") from problem
    except OSError as problem:
        raise CannotStart(
            f"The folder for data cannot be used: {problem}.",
            "Set DATA_DIR to a folder that this account may write to, on a disk with room: "
            "make run DATA_DIR=/srv/trigpoint",
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

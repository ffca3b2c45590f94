"""While an installation starts: how far it is, told by the supervisor in a small file, shown by the web process.

The web process listens from the first second. Until the supervisor says that all is prepared, every address
answers 503 with a page that says what is being done, or why it cannot go on and how to mend it. Nothing here
needs Django or a database, so that the page shows when those are what is broken.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.core.wsgi import get_wsgi_application

from trigpoint.config.start import CannotStart, start_django

STATE = "TRIGPOINT_STARTING"  # environment: path of the file
STYLE = (
    "body{font-family:Arial,sans-serif;font-size:19px;line-height:1.5;margin:0;color:#212b32;background:#f0f4f5}"
    "header{background:#005eb8;color:#fff;padding:16px 24px;font-weight:600}"
    "main{max-width:44em;margin:0 auto;padding:24px}h1{font-size:32px;line-height:1.25}"
    "pre{white-space:pre-wrap;background:#fff;border-left:8px solid #d5281b;padding:16px}"
)
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# These pages have one style, known beforehand, and nothing else.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass
class Starting:
    """How far the start is. phase: preparing | open | failed."""

    phase: str = "preparing"
    steps: list[str] = field(default_factory=lambda: ["Starting"])
    problem: str = ""
    remedy: str = ""

    def write(self, path: Path) -> None:
        """Tell the web process; readers see the old file or the new one, never half of one."""
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(asdict(self)), encoding="utf-8")
        draft.replace(path)


def read(path: Path) -> Starting:
    """What the supervisor last told."""
    return Starting(**json.loads(path.read_text(encoding="utf-8")))


def page(state: Starting) -> str:
    """The page shown instead of any other."""
    if state.phase == "failed":
        remedy = f"{state.remedy}\n\nThen stop Trigpoint and start it again."
        return bare_page("Trigpoint cannot start", state.problem, "How to mend it", remedy)
    steps = "".join(f"<li>{html.escape(step)}</li>" for step in state.steps[-12:])
    return frame(
        "Trigpoint is starting",
        "<p>This page opens the service by itself as soon as it is ready. The first start takes a few minutes, "
        f'because published figures are being loaded; later ones take seconds.</p><ol role="status">{steps}</ol>',
        head='<meta http-equiv="refresh" content="2">',
    )


def bare_page(title: str, sentence: str, heading: str, text: str) -> str:
    """A page that needs nothing but itself: for when sessions, templates or files may not be there."""
    return frame(
        title, f"<p>{html.escape(sentence)}</p><h2>{html.escape(heading)}</h2><pre>{html.escape(text)}</pre>"
    )


def frame(title: str, body: str, head: str = "") -> str:
    """The whole document."""
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body><header>Trigpoint</header><main><h1>{title}</h1>{body}</main></body></html>"
    )


class Gate:
    """The web application while starting: the page above, and Django's own application once all is prepared."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.django: Callable[..., Iterable[bytes]] | None = None
        self.lock = threading.Lock()
        # Reading our modules takes a second; do it while the supervisor prepares the rest.
        self.warming = threading.Thread(target=self.warm, daemon=True)
        self.warming.start()

    def warm(self) -> None:
        """Read Django and the models ahead of time; what is wrong with them the supervisor finds and tells."""
        try:
            start_django()
        except CannotStart:
            return

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """One request."""
        if self.django is None:
            state = read(self.path)
            if state.phase != "open":
                return answer(state, environ, start_response)
            self.open()
        return self.django(environ, start_response)  # type: ignore[misc]

    def open(self) -> None:
        """Hand over to Django, once."""
        self.warming.join()
        with self.lock:
            if self.django is None:
                self.django = get_wsgi_application()


def answer(state: Starting, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """200 for liveness, 503 and the page for the rest."""
    alive = environ["PATH_INFO"] == "/healthz"
    content = b"ok" if alive else page(state).encode()
    headers = [
        ("Content-Type", "text/plain" if alive else "text/html; charset=utf-8"),
        ("Content-Length", str(len(content))),
        ("Content-Security-Policy", POLICY),
        ("Cache-Control", "no-store, private"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Retry-After", "2"),
    ]
    start_response("200 OK" if alive else "503 Service Unavailable", headers)
    return [content]


def application_for(environment: dict[str, str]) -> Callable[..., Iterable[bytes]]:
    """Behind a supervisor the gate, otherwise Django at once."""
    path = environment.get(STATE)
    return Gate(Path(path)) if path else get_wsgi_application()


def application_from_environment() -> Callable[..., Iterable[bytes]]:
    """What `trigpoint.config.wsgi` offers to the web server."""
    return application_for(dict(os.environ))

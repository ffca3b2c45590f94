"""A real OpenID Connect provider on a port of this machine, for tests of single sign-on."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import requests

CLIENT = {
    "OIDC_CLIENT_ID": "trigpoint",
    "OIDC_CLIENT_SECRET": "only-for-tests",
    "OIDC_NAME": "Greater Manchester Login",
}


class Provider:
    """The provider, as tests speak of it."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"

    def wait(self) -> None:
        """Until it answers; a busy machine may be slow."""
        for _ in range(600):
            with suppress(requests.ConnectionError):
                requests.get(f"{self.issuer}/.well-known/openid-configuration", timeout=5).raise_for_status()
                return
            time.sleep(0.1)
        raise TimeoutError("The OpenID Connect provider does not start.")

    def knows(self, subject: str, **claims: object) -> str:
        """Somebody with an account there; the same subject again has other claims. Gives the subject."""
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()
        return subject

    def agree(self, authorize: str, subject: str) -> str:
        """The person signs in there; gives the path and query with which they come back."""
        return self._answer(authorize, {"sub": subject})

    def refuse(self, authorize: str) -> str:
        """The person changes their mind there."""
        return self._answer(authorize, {"action": "deny"})

    def _answer(self, authorize: str, data: dict[str, str]) -> str:
        response = requests.post(authorize, data=data, allow_redirects=False, timeout=5)
        assert response.status_code == 302, response.text
        back = urlsplit(response.headers["Location"])
        return f"{back.path}?{back.query}"


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Within the block the provider answers. A process of its own, since it is somebody else's program."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        provider = Provider(port)
        provider.wait()
        yield provider
    finally:
        process.kill()
        process.wait()

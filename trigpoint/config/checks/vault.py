"""The keys that encrypt who told us something."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from trigpoint.config.finding import Finding
from trigpoint.vault import cipher
from trigpoint.vault.models import Sealed


def key_place() -> Finding:
    """Do they lie beside what they encrypt."""
    kept = Path(settings.DATA_DIR) / "vault-key"
    if kept.exists() and not os.environ.get("VAULT_KEYS"):
        means = f"The key of the vault is {kept}: a thief of the disk, or of a backup, gets names and the key to them."
        mend = "Put what the file holds into VAULT_KEYS, from where your system keeps secrets, then remove the file."
        return Finding("vault key's place", "warn", means, mend)
    return Finding("vault key's place", "ok", "The keys of the vault are not beside the data.")


def keys() -> Finding:
    """Can everything that was sealed be read, and with the newest key."""
    known = [cipher.mark_of(key) for key in settings.VAULT_KEYS]
    kept = Sealed.objects.filter(erased_at__isnull=True)
    lost = kept.exclude(key_mark__in=known).count()
    if lost:
        means = f"{lost} sealed texts cannot be read: their key is not in VAULT_KEYS."
        return Finding(
            "vault keys", "fail", means, "Add the older key behind the newer one: VAULT_KEYS=newer,older"
        )
    older = kept.exclude(key_mark=known[0]).count()
    if older:
        means = f"{older} sealed texts are still sealed with an older key."
        return Finding("vault keys", "warn", means, "Run: trigpoint vault rotate. Then the older key can go.")
    return Finding("vault keys", "ok", "Everything that was sealed can be read with the newest key.")

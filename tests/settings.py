"""The settings under test: the service's own, with data of their own. Never an installation's, whatever the environment says."""

import os
import tempfile
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="trigpoint-tests-")
Path(os.environ["DATA_DIR"], "static").mkdir()  # WhiteNoise warns where there is none
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
os.environ.setdefault("SECOND_FACTOR", "offered")  # tests of the second step ask for it
os.environ.setdefault("HOSTS", "localhost,127.0.0.1,testserver")

from trigpoint.config.settings import *  # noqa: E402, F403, TID251 - the environment has to be set first
from trigpoint.config.settings import BASE_DIR, TEMPLATES  # noqa: E402, TID251

# Templates are compiled once, not once for each process of tests; Jinja knows them again by a digest of their text.
COMPILED = BASE_DIR / "test-results" / "compiled"
COMPILED.mkdir(parents=True, exist_ok=True)
TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(str(COMPILED))

# The real hashing of passwords is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

AUDIT_IS_STRICT = True

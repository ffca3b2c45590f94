"""The settings under test: the service's own, with data of their own. Never an installation's, whatever the environment says."""

import os
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="trigpoint-tests-")
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
os.environ.setdefault("HOSTS", "localhost,127.0.0.1,testserver")

from trigpoint.config.settings import *  # noqa: F403, TID251 - the environment has to be set first

"""What every test may use."""

import os
import tempfile

# Tests never touch an installation's data, whatever the environment says.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="trigpoint-tests-")
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
os.environ.setdefault("HOSTS", "localhost,127.0.0.1,testserver")

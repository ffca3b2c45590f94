"""The application as a web server calls it."""

import os

from trigpoint.config.starting import application_from_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trigpoint.config.settings")
application = application_from_environment()

"""Spark for the tests of `trigpoint surveil --engine spark`: the pinned packages in .venv, and a Java for them."""

import os
import shutil

import install
from postgresql import NoServer
from postgresql import install as install_package

JAVA = "default-jre-headless"


class NoSpark(Exception):
    """Spark cannot be had here; the message says why."""


def ready():
    """Have both, installing what is missing."""
    if not has_java():
        try:
            install_package(JAVA)
        except NoServer as problem:
            raise NoSpark(f"Spark needs Java. {problem}") from problem
    try:
        # Spark's package is built from its source by the setuptools that is pinned with it.
        install.install_packages("spark", "--no-build-isolation")
    except install.CannotInstall as problem:
        raise NoSpark(str(problem)) from problem


def has_java():
    """Whether there is a Java that Spark would find."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin" if home else None) is not None

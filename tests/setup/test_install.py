"""Installing says plainly what is missing, and does nothing when nothing changed."""

import importlib.util
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT


@pytest.fixture
def install(tmp_path, monkeypatch):
    """The script as a module, working on an empty folder."""
    spec = importlib.util.spec_from_file_location("install", ROOT / "setup" / "install.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "BIN", tmp_path / ".venv" / "bin")
    monkeypatch.setattr(module, "STAMPS", tmp_path / ".venv" / "installed")
    monkeypatch.setattr(module, "LOG", tmp_path / "setup.log")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "base.txt").write_text("one==1 \\\n    --hash=sha256:00\n", encoding="utf-8")
    return module


@pytest.fixture
def tool(tmp_path):
    """A tool that prints something and fails."""

    def make(printed):
        path = tmp_path / "tool"
        path.write_text(f"#!{sys.executable}\nprint({printed!r})\nraise SystemExit(1)\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return make


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was pinned"),
        ("Failed to establish: NewConnectionError", "registry cannot be reached"),
        ("npm error code ENOTFOUND", "registry cannot be reached"),
        ("ERROR: No matching distribution found for polars==2.1.0", "cannot be had for this Python"),
        ("PermissionError: [Errno 13] Permission denied", "cannot be written to"),
        ("something else", "A tool failed"),
    ],
)
def test_failure_is_told_with_a_remedy_and_the_last_lines(install, tool, printed, told):
    with pytest.raises(install.CannotInstall) as failed:
        install.follow([tool(printed)])

    assert told in str(failed.value)
    assert printed in str(failed.value)
    assert printed in install.LOG.read_text(encoding="utf-8")


def test_old_python_is_refused_by_name(install, monkeypatch):
    monkeypatch.setattr(install.sys, "version_info", (3, 9, 2))

    with pytest.raises(install.CannotInstall, match=r"Python 3\.11 or newer is needed; this is Python 3\.9"):
        install.check_python()


def test_python_without_venv_is_told_what_to_install(install, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, stdout="ensurepip is not available")
    monkeypatch.setattr(install, "run", lambda command: failed)

    with pytest.raises(install.CannotInstall, match="apt install python3-venv"):
        install.make_venv()


def test_packages_are_installed_once(install, monkeypatch):
    calls = []
    monkeypatch.setattr(install, "follow", lambda command, counting=None, cwd=None: calls.append(command))

    done = [install.install_packages("base"), install.install_packages("base")]

    assert done == [True, False]
    assert len(calls) == 1
    assert "--require-hashes" in calls[0]


def test_changed_pins_are_installed_again(install, monkeypatch):
    monkeypatch.setattr(install, "follow", lambda command, counting=None, cwd=None: None)
    install.install_packages("base")
    (install.ROOT / "requirements" / "base.txt").write_text("one==2\n", encoding="utf-8")

    assert install.install_packages("base") is True


def test_machine_without_npm_gets_one_from_a_package(install, monkeypatch):
    calls = []
    monkeypatch.setattr(install.shutil, "which", lambda name: None)
    monkeypatch.setattr(install, "follow", lambda command, counting=None, cwd=None: calls.append(command))

    assert install.npm() == [install.BIN / "npm"]
    assert str(calls[0][-1]).endswith("requirements/npm.txt")

"""The scripts in `setup/`, which are no package, as modules."""

import importlib.util
import sys
from types import ModuleType

from tests.architecture.source import ROOT


def load_tool(name: str) -> ModuleType:
    """The script of this name."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "setup" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look for the module they are in
    spec.loader.exec_module(module)
    return module

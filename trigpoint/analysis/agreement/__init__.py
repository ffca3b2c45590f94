"""Where independent streams of evidence agree about a theme at a provider, and how often they would do so by chance.

`cells` says for each provider, theme and stream what it says; `agreements` where enough independent streams say the same.
docs/methods/agreement.md has the exact rule, worked examples and measured rates.
"""

from trigpoint.analysis.agreement.frames import COVERAGE, FACTS
from trigpoint.analysis.agreement.rule import (
    METHOD_VERSION,
    Settings,
    agreements,
    cells,
    through_doors,
)

__all__ = [
    "COVERAGE",
    "FACTS",
    "METHOD_VERSION",
    "Settings",
    "agreements",
    "cells",
    "through_doors",
]

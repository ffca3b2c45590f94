"""Themes and sentiment of comments: several themes of one framework each, how likely each is, and what is left to people.

`load` gives the model that is shipped, or another; `classify` reads a table of comments; `reasons` says why. What it
gets right and wrong is measured in docs/models/themes.md; docs/methods/themes.md says how it is made.
"""

from trigpoint.analysis.themes.classifying import classify
from trigpoint.analysis.themes.explaining import Reason, reasons, telling
from trigpoint.analysis.themes.files import SHIPPED, load
from trigpoint.analysis.themes.model import Model

__all__ = ["SHIPPED", "Model", "Reason", "classify", "load", "reasons", "telling"]

"""The colours of pages and charts, each once; style sheets name them as $ink, Python as colours.INK.

Colour is never the only sign: results, states and bands have marks and words as well. Contrasts are checked by tests/browser.
"""

from pathlib import Path
from string import Template

INK = "#1c2733"
MUTED = "#55616c"
RULE = "#d5dbe1"
PAPER = "#ffffff"
SOFT = "#f4f7f9"
ACCENT = "#0b5a7a"
MET = "#14632f"
NOT_MET = "#a3260f"
NOT_MET_TINT = "#fdf3f1"
WARN = "#8a3b00"
WARN_TINT = "#fff6ec"
WARN_RULE = "#f0cfa8"
ILLUSTRATIVE_RULE = "#e0b98d"
FOUND = "#fff3c4"
OTHERS = "#8b959e"  # what stands in the background: other communes, undecided ones
# In charts only: their text is drawn a little lighter, and their ground a little darker, than the page's
CHART_MUTED = "#5b6670"
CHART_SOFT = "#eaf1f5"
# Bands from the highest down; dark ink can be read on each. Further bands share the last one.
BANDS = ("#8fbdd1", "#bcd9e5", "#dfecf2", "#f2f6f9", PAPER)

NAMES = {name.lower(): value for name, value in list(vars().items()) if name.isupper() and isinstance(value, str)}


def style_sheet(path: Path) -> str:
    """Return the style sheet at `path` with the colours that it names; raise KeyError for one that is not here."""
    return Template(path.read_text(encoding="utf-8")).substitute(NAMES)

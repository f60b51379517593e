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

# The page on a screen set to dark; pictures, and what stands on a band's shade, stay light
DARK = {
    "ink": "#e6ebef", "muted": "#a9b4bd", "rule": "#3a454f", "paper": "#14191e", "soft": "#1d252c", "accent": "#82c7e6", "met": "#86d6a0",
    "not_met": "#ff9d89", "not_met_tint": "#35201c", "warn": "#f2b679", "warn_tint": "#2c2317", "warn_rule": "#6b4c26",
    "illustrative_rule": "#7d5e36", "found": "#4b431f", "others": "#7f8a93", "chart_soft": "#22303a",
}  # fmt: skip

NAMES = {name.lower(): value for name, value in list(vars().items()) if name.isupper() and isinstance(value, str)}
NAMES |= {f"dark_{name}": value for name, value in DARK.items()}


def style_sheet(path: Path) -> str:
    """Return the style sheet at `path` with the colours that it names; raise KeyError for one that is not here."""
    return Template(path.read_text(encoding="utf-8")).substitute(NAMES)

"""The fixed notebook, which all engines run alike, and what a page of it must say: checked for every page of every engine."""

import html
import re
from pathlib import Path

from made_up_communes import INDICATORS, SEASONS, Commune, targets, values

NOTEBOOK = Path(__file__).with_name("fixed_report.ipynb")
CHARTS = 3

_HEADING = re.compile(r"<h1[^>]*>(Xã .*?)<", re.DOTALL)
_CELL = re.compile(r"<td>([\d.]+)</td>")
_CHART = re.compile(r'(?:src="data:image/png;base64,|"image/png": ")([^"]+)"')
_NOT_TEXT = re.compile(r"<(script|style|pre)\b.*?</\1>|<[^>]*>", re.DOTALL)
_NAME = re.compile(r"Mẫu \w+ \w+ \w+")
_CODE = re.compile(r"\b\d{5}\b")


def parameters(tables: Path, commune: Commune) -> dict[str, str]:
    """Return what the notebook is run with for `commune`."""
    return {"data_folder": str(tables), "commune_code": commune.code}


def faults(page: str, commune: Commune) -> list[str]:
    """Return what is wrong with a page: whose it is, whom else it speaks of, and its figures against the commune's own."""
    text = html.unescape(_NOT_TEXT.sub(" ", page))
    found = {
        "heading": _HEADING.findall(page) == [f"Xã {commune.name}"],
        "names": set(_NAME.findall(text)) == {commune.name},
        "codes": set(_CODE.findall(text)) == {commune.code},
        "figures": [float(figure) for figure in _CELL.findall(page)] == _figures(commune),
    }
    return [name for name, is_right in found.items() if not is_right]


def charts(text: str) -> int:
    """Return how many different charts are in a page, or in an executed notebook."""
    return len(set(_CHART.findall(text)))


def _figures(commune: Commune) -> list[float]:
    """Return the figures of both tables in the order of the page."""
    own, aim = values(commune), targets(commune)
    last = [figure for name in INDICATORS for figure in (own[SEASONS[-1], name], aim[name])]
    return last + [own[season, name] for season in SEASONS for name in sorted(INDICATORS)]


def wrong_pages(pages: dict[str, Commune], output: Path) -> list[str]:
    """Return which of `pages` (path below `output`: whose it is) are missing or wrong, and in what."""
    wrong = []
    for name, commune in pages.items():
        path = output / name
        found = faults(path.read_text(encoding="utf-8"), commune) if path.is_file() else ["missing"]
        wrong += [f"{name}: {', '.join(found)}"] if found else []
    return wrong

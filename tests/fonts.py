"""The fonts that a test names: with them Chromium and LibreOffice draw alike on every Linux, whatever else is installed."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import matplotlib

from tests.conftest import without

# DejaVu as matplotlib brings it: the sans that charts are drawn in, and what is drawn of letters that another font lacks
DEJAVU = tuple(
    f"DejaVu{family}{style}.ttf" for family, styles in {
        "Sans": ("", "-Bold", "-Oblique", "-BoldOblique"),
        "SansMono": ("", "-Bold"),
        "Serif": ("", "-Bold", "-Italic", "-BoldItalic"),
    }.items() for style in styles
)  # fmt: skip
CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  {aliases}
  <match target="pattern"><edit name="antialias" mode="assign"><bool>true</bool></edit></match>
  <match target="pattern"><edit name="hintstyle" mode="assign"><const>hintslight</const></edit></match>
  <match target="pattern"><edit name="rgba" mode="assign"><const>none</const></edit></match>
</fontconfig>
"""
ALIAS = "<alias><family>{asked}</family><prefer><family>{given}</family></prefer></alias>"
GENERIC = (
    ("sans-serif", "DejaVu Sans"),
    ("system-ui", "DejaVu Sans"),
    ("serif", "DejaVu Serif"),
    ("monospace", "DejaVu Sans Mono"),
)


def only(folder: Path, stand_ins: Sequence[tuple[str, str]] = (), files: Sequence[Path] = ()) -> dict[str, str]:
    """Return the environment in which a program finds `files` and DejaVu, and no other font; `stand_ins` are pairs (asked, given)."""
    fonts = folder / "fonts"
    fonts.mkdir(parents=True)
    ours = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    for file in (*(ours / name for name in DEJAVU), *files):
        shutil.copy(file, fonts / file.name)
    aliases = [ALIAS.format(asked=asked, given=given) for asked, given in (*GENERIC, *stand_ins)]
    text = CONFIGURATION.format(fonts=fonts, cache=folder / "cache", aliases="\n  ".join(aliases))
    (folder / "fonts.conf").write_text(text, encoding="utf-8")
    return os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")}


def files_of(family: str, package: str) -> list[Path]:
    """Return the files of a family that is installed; `package` is Debian's, named where it is not."""
    if shutil.which("fc-list") is None:
        without("Fonts are not found by fontconfig here (Debian: fontconfig)")
    run = subprocess.run(
        ["fc-list", f":family={family}", "file"], capture_output=True, text=True, encoding="utf-8", check=True
    )
    # The package of Nimbus Roman has each font twice; LibreOffice reads no Type 1
    files = [Path(line.partition(": ")[0].rstrip(":")) for line in run.stdout.splitlines()]
    return [file for file in files if file.suffix in (".ttf", ".otf")] or without(
        f"{family} is not installed (Debian: {package})"
    )


def found(environment: dict[str, str], asked: str) -> str:
    """Return the family that fontconfig gives for the one asked for."""
    run = subprocess.run(
        ["fc-match", asked, "--format=%{family}"],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return run.stdout

"""The pages as the W3C's checker of HTML and html-validate see them: valid, but for what is allowed here by name."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import without

VALIDATORS = Path(__file__).parent / "validators"
INSTALLED = VALIDATORS / "node_modules"
# In the standard and in every browser since 2023; the checker's list of style sheets' words is older
KNOWN_BETTER = ("“text-wrap”", "“container-type”", "“@container”")


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    """Both checkers, of the versions in the lock file."""
    missing = [name for name in ("java", "node", "npm") if shutil.which(name) is None]
    if missing:
        without(f"The checkers of HTML need {', '.join(missing)} (Debian: default-jre-headless, npm)")
    if not (INSTALLED / ".package-lock.json").exists():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=VALIDATORS, check=True)


def test_the_w3c_finds_no_error(pages: dict[str, Path]) -> None:
    """The Nu checker, over every page at once; what it says of a page is shown with its place."""
    jar = INSTALLED / "vnu-jar/build/dist/vnu.jar"
    run = subprocess.run(
        ["java", "-jar", str(jar), "--errors-only", "--format", "json", *map(str, pages.values())],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = json.loads(run.stderr)["messages"]
    faults = [f for f in found if not any(known in f["message"] for known in KNOWN_BETTER)]
    assert [(f.get("url"), f.get("lastLine"), f["message"]) for f in faults] == []
    assert found, "the checker said nothing at all, not even what is allowed here: did it run?"


def test_html_validate_recommends_nothing_more(pages: dict[str, Path], tmp_path: Path) -> None:
    """Its recommended rules, but for three: names of places and agencies are as long as they are and give Vietnamese ids; places on the
    map and widths of bars are figures, not looks."""
    found = tmp_path / "found.json"  # through a pipe it would lose what does not fit in one
    command = ["node", str(INSTALLED / "html-validate/bin/html-validate.mjs"), "--config", ".htmlvalidate.json"]
    with found.open("wb") as output:
        subprocess.run(
            [*command, "--formatter", "json", *map(str, pages.values())], cwd=VALIDATORS, stdout=output, check=False
        )
    seen = json.loads(found.read_bytes())
    faults = [(page["filePath"], m["line"], m["ruleId"], m["message"]) for page in seen for m in page["messages"]]
    assert faults == []

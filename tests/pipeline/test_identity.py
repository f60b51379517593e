"""The killer risk: a report with another commune's figures. Pages are held against the data, not against the notebook."""

import json
import re

import pytest
from lxml import html

from ntm_lib.analysis.results import Results
from ntm_lib.workbook import Workbook
from tests.conftest import Build, copied_workbook, ntm


def headline_of(page: html.HtmlElement) -> str:
    return page.xpath("string(//section[contains(@class, 'headline')])")


def test_each_report_holds_its_own_name_code_and_figures(built: Build, workbook: Workbook, results: Results) -> None:
    """Name, code, count, change and missing criteria equal what the data give without any notebook."""
    season = workbook.season(built.season)
    for unit in workbook.communes(season):
        page = html.document_fromstring((built.folder / "xa" / f"{unit.unit_id}.html").read_bytes().decode("utf-8"))
        summary = results.of(season.name, unit.unit_id).communes.iloc[0]
        criteria = results.of(season.name, unit.unit_id).criteria
        assert page.xpath("string(//h1)") == unit.title
        assert f"mã hành chính {unit.code}" in page.xpath("string(//header)")
        shown = page.xpath("string(//*[@class='figure-main']//strong)")
        assert re.findall(r"\d+", shown) == [str(summary["criteria_met"]), str(summary["criteria_total"])]
        marks = [a.get("class") for a in page.xpath("//ol[@class='strip']//a")]
        assert marks == [f"mark-{result}" for result in criteria["result"]]
        files = re.findall(r"Biểu đã dùng\W+(\S+?\.xlsx)", page.xpath("string(//section[@class='notes'])"))
        assert files == [f"{season.name}/{unit.unit_id}.xlsx"]


def test_no_report_names_another_commune_in_its_headline(built: Build, workbook: Workbook) -> None:
    """Title, heading and headline speak of one commune only (former communes of a merger may be named as such)."""
    communes = workbook.communes(workbook.season(built.season))
    for unit in communes:
        page = html.document_fromstring((built.folder / "xa" / f"{unit.unit_id}.html").read_bytes().decode("utf-8"))
        text = page.xpath("string(//title)") + page.xpath("string(//header)") + headline_of(page)
        assert unit.name in text
        assert not [other.name for other in communes if other is not unit and other.name in text]


def test_the_notebooks_parameters_are_the_reports(built: Build) -> None:
    """The executed notebook beside a page was run for that page's commune and season."""
    for path in (built.folder / "xa").glob("*.ipynb"):
        given = json.loads(path.read_text(encoding="utf-8"))["metadata"]["papermill"]["parameters"]
        assert given == {"season": built.season, "commune": path.stem.removesuffix(".tom-tat")}


@pytest.fixture(scope="module")
def another_order(tmp_path_factory: pytest.TempPathFactory) -> Build:
    workbook = copied_workbook(tmp_path_factory.mktemp("another-order"))
    names = ["--commune", "Thượng Quảng", "--commune", "20182", "--commune", "huong-xuan"]
    run = ntm("build", "--season", "2021", "--workers", "1", *names, cwd=workbook)
    assert run.returncode == 0, run.stdout + run.stderr
    return Build(workbook / "reports" / "2021", "2021", run.stdout)


def test_another_order_and_number_of_workers_gives_the_same_bytes(build_of, another_order: Build) -> None:
    """Pages and tables do not depend on what was built before them, nor on how many processes built them."""
    usual = build_of("2021")
    pages = [path for path in another_order.pages if path.name != "index.html"]  # the index says what was not built
    compared = [*pages, *(another_order.folder / "data").glob("*.csv")]
    assert len(compared) == 2 * 3 + 2 * 7 + 2 + 15
    for path in compared:
        assert path.read_bytes() == (usual.folder / path.relative_to(another_order.folder)).read_bytes(), path.name


def test_a_report_left_out_is_said_to_be_absent(another_order: Build) -> None:
    """A build of three communes lists the other six as not built, without a link to nowhere."""
    page = html.document_fromstring((another_order.folder / "index.html").read_bytes().decode("utf-8"))
    states = {r.get("id"): r.xpath("string(td[1])") for r in page.xpath("//tr[starts-with(@id, 'bao-cao-')]")}
    assert list(states)[:3] == ["bao-cao-huong-xuan", "bao-cao-huong-loc", "bao-cao-huong-huu"]
    assert states["bao-cao-huong-huu"] == states["bao-cao-chat-luong"] == "đã lập"
    assert states["bao-cao-huong-loc"] == "chưa lập"
    assert list(states.values()).count("chưa lập") == 6

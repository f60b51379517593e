"""Two places nobody prepared, from `ntm new` to pages, as a new user does it: a district of 2023 and 2024, a province of 2026."""

import csv
import re
import shutil
from pathlib import Path

import pytest
from lxml import html

from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.blank_form import commune_form
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.workbook import Workbook
from tests.conftest import Build, ntm
from tests.filled import Typed, fill_in
from tests.libreoffice import office

__all__ = ["office"]  # a fixture

INDICATORS = layout.INDICATORS.title
SENDERS = ("van-lang", "kim-hy", "cu-le")  # of the sixteen communes of Na Rì
SEEN = ("van-lang", "con-minh")  # whose pages are built: one that sent a form, one that did not
POOR = {"numerator": "148", "denominator": "700", "assessed": "Chưa đạt", "status": "Ước", "origin": "Báo cáo"}
FEWER = POOR | {"numerator": "120"}
NOT_MET = {"assessed": "Chưa đạt", "status": "Ước", "origin": "Báo cáo"}
NEXT_SEASON = """
[[season]]
name = "2024"
year = 2024
criteria_set = "xa-ntm-2021-2025"
cut_off = 2024-12-31
compare_with = "2023"
conclusions = "2023-12-28"
"""


def run(*arguments: str, cwd: Path) -> str:
    done = ntm(*arguments, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def said(path: Path) -> str:
    return " ".join(html.document_fromstring(path.read_bytes().decode("utf-8")).text_content().split())


class Place:
    """A workbook made by `ntm new`, what the commands said by name, and its builds by season."""

    def __init__(self, root: Path) -> None:
        self.root, self.told, self.builds = root, dict[str, str](), dict[str, Build]()

    def season(self, name: str, office: tuple[str, str], folder: Path, forms: dict[str, Typed], *communes: str) -> None:
        """Send blank forms out, get some back, check and build: the pages of these communes, or of all."""
        self.told[f"forms {name}"] = run("forms", "--season", name, cwd=self.root)
        workbook = Workbook.open(self.root)
        fill_in(office, folder / name, workbook, workbook.season(name), forms)
        self.told[f"check {name}"] = run("check", "--season", name, cwd=self.root)
        chosen = [part for unit_id in communes for part in ("--commune", unit_id)]
        self.told[f"build {name}"] = run("build", "--season", name, *chosen, cwd=self.root)
        self.builds[name] = Build(self.root / "reports" / name, name, self.told[f"build {name}"])


@pytest.fixture(scope="module")
def na_ri(office: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("na-ri")
    place = Place(folder / "so")
    place.told["new"] = run("new", str(place.root), "--place", "Na Rì, Bắc Kạn", "--season", "2023", cwd=folder)
    poor: Typed = {(INDICATORS, "11.1"): POOR, (INDICATORS, "2.1"): NOT_MET}
    place.season("2023", office, folder / "office", dict.fromkeys(SENDERS, poor), *SEEN)
    data = place.root / "data"
    shutil.copy(
        place.builds["2023"].folder / "data" / "proposed-conclusions.csv", data / "conclusions" / "2023-12-28.csv"
    )
    toml = data / "workbook.toml"
    text = toml.read_text(encoding="utf-8").replace("# conference = 2023-12-25", "conference = 2023-12-28")
    toml.write_text(text + NEXT_SEASON, encoding="utf-8")
    fewer: Typed = {(INDICATORS, "11.1"): FEWER}
    place.season("2024", office, folder / "office", dict.fromkeys(SENDERS, fewer), *SEEN)
    return place


def test_a_new_place_is_told_what_it_lacks(na_ri: Place) -> None:
    """The region is named; a level that nobody stated for it is said to be lacking, by every command that could rest on it."""
    missing = "vùng Trung du và miền núi phía Bắc"
    assert missing in na_ri.told["new"]
    assert re.search(r"[Cc]hưa khai mức .*" + missing, na_ri.told["check 2023"])
    assert re.search(r"[Cc]hưa khai mức .*" + missing, run("status", "--season", "2023", cwd=na_ri.root))


def test_no_other_regions_level_is_on_any_form_or_page(na_ri: Place) -> None:
    """By the decree's annex as the files have it: Bắc Trung Bộ's levels bind nobody in Bắc Kạn."""
    workbook = Workbook.open(na_ri.root)
    for name in ("2023", "2024"):
        season = workbook.season(name)
        unit = workbook.commune("van-lang", season)
        rows = commune_form(workbook, season, unit, OBSERVATIONS.frame([])).rows[INDICATORS]
        sources = [str(row["level_source"]) for row in rows if "level_source" in row]
        assert sources and not any("Bắc Trung Bộ" in source for source in sources)
        for page in na_ri.builds[name].pages:
            assert "Bắc Trung Bộ" not in said(page), page
    poverty = next(row for row in rows if row.get("indicator") == "11.1")
    assert "hưa khai mức" in f"{poverty['level']} {poverty['level_source']}"


def test_a_first_year_asks_the_conference_for_the_level(na_ri: Place) -> None:
    """What is missing is named, no figure is made up, and no criterion that nobody can judge is promised for next year."""
    page = said(na_ri.builds["2023"].folder / "xa" / "van-lang.html")
    assert "Cho ý kiến mức giao năm 2024" in page and "11 Nghèo" in page
    draft = na_ri.builds["2023"].table("proposed-conclusions")
    own = draft[
        draft["communes"].str.contains("van-lang") & (draft["lead"] == "ubnd-xa") & (draft["kind"] == "measure")
    ]
    assert not own["target"].str.fullmatch(r"[0-9.]+").any(), own[["summary", "target"]]
    assert "so với mức năm" not in page and "Tốc độ" not in page and "Đường đi đến mức" not in page


def test_the_second_year_follows_the_conclusions(na_ri: Place) -> None:
    """Each commune answers for what the first conference gave it; the page says so beside the figures of both years."""
    page = said(na_ri.builds["2024"].folder / "xa" / "van-lang.html")
    assert "28/12/2023" in page
    promises = na_ri.builds["2024"].table("promises")
    own = promises[promises["respondent"] == "van-lang"]
    assert len(own) and set(own["state"]) - {"chưa có số liệu"}
    assert "120/700" in page


def test_who_sent_no_form_is_one_line(na_ri: Place) -> None:
    """Thirteen communes sent nothing: their names, not their blanks."""
    text = said(na_ri.builds["2023"].folder / "index.html")
    assert "Chưa nộp biểu: 13 xã (" in text
    silent = said(na_ri.builds["2023"].folder / "xa" / "con-minh.html")
    assert "Cho ý kiến mức giao" not in silent and "bổ sung số liệu" not in silent


# The whole province of 2026: no district any more


DISTRICT_WORDS = re.compile(
    r"\b(huyện|thị xã)\b|\b(?<!quốc )(?<![Vv]ăn )(?<!dự )(?<!tiêu )[Pp]hòng (?!chống|, chống|bệnh|cháy|hộ|thủ|khám|ngừa|vệ|trị|học)|\b[Cc]ác phòng\b"
)


@pytest.fixture(scope="module")
def hue(office: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("hue")
    place = Place(folder / "so")
    place.told["new"] = run("new", str(place.root), "--place", "thành phố Huế", "--season", "2026", cwd=folder)
    book = Workbook.open(place.root)
    communes = [unit.unit_id for unit in book.communes(book.season("2026"))]
    groups = place.root / "data" / "reference" / "commune-groups.csv"
    with groups.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unit_id", "group", "from_year", "to_year", "source"])
        writer.writerows([unit_id, str(1 + n % 3), "2026", "", "thử"] for n, unit_id in enumerate(communes[:-1]))
    slow: Typed = {
        (INDICATORS, "3.1"): {
            "numerator": "52",
            "denominator": "50",
            "assessed": "Chưa đạt",
            "status": "Ước",
            "origin": "Báo cáo",
        }
    }
    place.season("2026", office, folder / "office", {communes[0]: {}, communes[1]: slow})
    return place


def test_a_province_without_districts_is_built_whole(hue: Place) -> None:
    """All its communes, and the agencies of a province; the group of one commune is missing, and that is said."""
    book = Workbook.open(hue.root)
    communes = book.communes(book.season("2026"))
    names = {page.name for page in (hue.builds["2026"].folder / "xa").glob("*.html")}
    assert (
        names == {f"{unit.unit_id}{kind}.html" for unit in communes for kind in ("", ".tom-tat")}
        and len(communes) == 19
    )
    assert f"1/{len(communes)} xã" in hue.told["check 2026"] and "nhóm" in hue.told["check 2026"]
    assert not (hue.builds["2026"].folder / "phong").exists()


def test_growth_is_computed_and_decides(hue: Place) -> None:
    """By hand: 52 of 50 is 4 % more. The survey's method changed on 14/9/2026: the growth is shown, the verdict is the office's.

    It says “Chưa đạt” of 3.1 and “Đạt” of criterion 3: the criterion fails, and the contradiction is told.
    """
    book = Workbook.open(hue.root)
    _, slow = (unit.unit_id for unit in book.communes(book.season("2026"))[:2])
    criteria = hue.builds["2026"].table("criterion-results").set_index(["unit_id", "criterion_no"])["result"]
    assert criteria[slow, "3"] == "not_met"
    assert "4%" in said(hue.builds["2026"].folder / "xa" / f"{slow}.html").replace(",0", "")
    assert "D16" in hue.told["check 2026"] or "D16" in hue.builds["2026"].table("findings")["check"].tolist()


def test_no_reader_meets_a_district(hue: Place) -> None:
    """Pages, tables, forms and what commands say know communes and the province only."""
    texts = {name: text for name, text in hue.told.items() if name != "new"}
    texts |= {str(page): said(page) for page in hue.builds["2026"].pages}
    findings = hue.builds["2026"].table("findings")
    texts |= {f"finding {n}": message for n, message in enumerate(findings["message"])}
    book = Workbook.open(hue.root)
    season = book.season("2026")
    content = commune_form(book, season, book.communes(season)[0], OBSERVATIONS.frame([]))
    cells = [str(cell) for rows in content.rows.values() for row in rows for cell in row.values()]
    texts["form"] = " ".join([content.title, content.office, *content.instructions, *content.identity.values(), *cells])
    found = {name: sorted({m[0] for m in DISTRICT_WORDS.finditer(text)}) for name, text in texts.items()}
    assert not {name: words for name, words in found.items() if words}

"""A workbook of several districts, built with the real command: each district for itself, then the pages above them."""

import re
import shutil
from pathlib import Path

import pytest
from lxml import html

from ntm_lib.errors import UnknownNameError
from ntm_lib.lock import locked
from ntm_lib.presentation import kinds
from ntm_lib.publishing import districts
from ntm_lib.publishing.inputs import build_key
from ntm_lib.publishing.limits import Limits
from ntm_lib.publishing.parameters import checked_parameters
from ntm_lib.reference.conclusions import COLUMNS
from ntm_lib.workbook import Workbook
from tests.conftest import Build, ntm
from tests.several_districts import DISTRICTS, SEASON, TOML_SEASON, make_several_districts, write_commune_form
from tests.unit.builders import write_csv

CONCLUSIONS = "2030-12-25"
INDEX, NORTH, SOUTH = "index.html", "tinh/tinh-mau-bac.html", "tinh/tinh-mau-nam.html"


def conclusions_of(root: Path, district: str) -> Path:
    return root / "data" / "districts" / district / "conclusions" / f"{CONCLUSIONS}.csv"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each district follows up its own conclusions, of which there are none yet: a file of its own that can be broken."""
    root = make_several_districts(tmp_path_factory.mktemp("several") / "Sổ tỉnh")
    path = root / "data" / "workbook.toml"
    toml = path.read_text(encoding="utf-8")
    path.write_text(toml.replace(TOML_SEASON, f'{TOML_SEASON}conclusions = "{CONCLUSIONS}"\n'), encoding="utf-8")
    for district in DISTRICTS:
        write_csv(conclusions_of(root, district), COLUMNS)
    return root


@pytest.fixture(scope="module")
def built(workbook: Path) -> Build:
    run = ntm("build", "--workers", "2", cwd=workbook)
    assert run.returncode == 0, run.stdout + run.stderr
    return Build(workbook / "reports" / SEASON, SEASON, run.stdout)


@pytest.fixture
def copy(workbook: Path, built: Build, tmp_path: Path) -> Build:
    """The workbook with its build, to be changed."""
    shutil.copytree(workbook, tmp_path / "sổ")
    return Build(tmp_path / "sổ" / "reports" / SEASON, SEASON, "")


def root_of(build: Build) -> Path:
    return build.folder.parents[1]


def page_of(build: Build, address: str) -> html.HtmlElement:
    return html.document_fromstring((build.folder / address).read_bytes().decode("utf-8"))


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def table(page: html.HtmlElement) -> dict[str, list[str]]:
    """Return the cells of the table of places by the name of its row."""
    return {
        text(r.xpath("th")[0]): [text(c) for c in r.xpath("td")]
        for r in page.xpath("//table[contains(@class, 'places')]//tr[td]")
    }


def contents(build: Build) -> dict[str, bytes]:
    return {path.relative_to(build.folder).as_posix(): path.read_bytes() for path in build.pages}


def rebuilt(build: Build, *more: str) -> tuple[set[str], int, str]:
    """Build again and return which pages are other than before, the exit status and what was said."""
    before = contents(build)
    run = ntm("build", "--workers", "2", *more, cwd=root_of(build))
    after = contents(build)
    assert "Traceback" not in run.stdout + run.stderr
    return {page for page in after if before.get(page) != after[page]}, run.returncode, run.stdout


def test_every_page_is_there(built: Build) -> None:
    """The index, a page a province, and each district's communes, index, data quality and method; nothing else."""
    own = {
        d: [
            *(kind.page(u) for u in units for kind in (kinds.COMMUNE, kinds.COMMUNE_BRIEF)),
            INDEX,
            *(kind.page() for kind in kinds.IN_DISTRICT if kind.file),
        ]
        for d, (_, _, units) in DISTRICTS.items()
    }
    pages = {f"{district}/{page}" for district, some in own.items() for page in some}
    assert set(contents(built)) == {*pages, INDEX, NORTH, SOUTH}
    assert not list(built.folder.rglob("*.failed.*"))
    said = f"Xong {len(pages) + 3} trang của 3 huyện, 0 lỗi. Trang chung: "
    assert built.stdout.splitlines()[-1].startswith(said)


def test_the_index_counts_the_provinces(built: Build) -> None:
    """By hand: communes of 3, 2 and 1 criteria a district; two districts in the north, one in the south."""
    page = page_of(built, INDEX)
    assert "các huyện" in page.xpath("string(//h1)")
    assert table(page) == {
        "tỉnh Mẫu Bắc": ["2/2", "6", "2", "33,3%", "2,0", "2", "2", "0"],
        "tỉnh Mẫu Nam": ["1/1", "3", "1", "33,3%", "2,0", "1", "1", "0"],
        "Cộng": ["3/3", "9", "3", "33,3%", "2,0", "3", "3", "0"],
    }
    assert "9 xã của 2 tỉnh đạt 18 tiêu chí, bình quân 2,0" in text(page.xpath("//p[@class='lead']")[0])
    assert "Số liệu ước đến 20/12/2031" in page.xpath("string(//header)")


def test_a_province_counts_its_own_districts(built: Build) -> None:
    """Each page has its province's districts and no other's."""
    north, south = page_of(built, NORTH), page_of(built, SOUTH)
    assert table(north) == {
        "huyện Bắc Sông": ["3", "1", "33,3%", "2,0", "1", "1", "0"],
        "huyện Nam Sông": ["3", "1", "33,3%", "2,0", "1", "1", "0"],
        "Cộng": ["6", "2", "33,3%", "2,0", "2", "2", "0"],
    }
    assert list(table(south)) == ["huyện Đông Núi", "Cộng"]
    assert "tỉnh Mẫu Bắc" in north.xpath("string(//h1)") and "tỉnh Mẫu Nam" in south.xpath("string(//h1)")
    assert "Đông Núi" not in text(north) and "Sông" not in text(south)


def test_only_an_index_has_a_script(built: Build) -> None:
    """The index searches and sorts as a district's does; a province's page is plain."""
    assert page_of(built, INDEX).xpath("//script") and page_of(built, "bac-song/index.html").xpath("//script")
    assert not page_of(built, NORTH).xpath("//script")


def dead_links(built: Build) -> list[tuple[str, str]]:
    return [
        (address, link)
        for address in contents(built)
        for link in page_of(built, address).xpath("//a/@href[not(starts-with(., '#'))]")
        if not ((built.folder / address).parent / link.partition("#")[0]).resolve().exists()
    ]


def test_one_can_go_down_and_up_again(built: Build) -> None:
    """Index, province, district, commune, and back: every link within the build leads to a page that is there."""
    assert dead_links(built) == []
    ways = {address: page_of(built, address).xpath("//nav[not(@class)]/a/@href") for address in contents(built)}
    assert ways[INDEX] == []
    assert ways[NORTH] == ["../index.html"]
    assert ways["bac-song/index.html"] == ["../index.html", "../tinh/tinh-mau-bac.html"]
    assert ways["bac-song/xa/an-binh.html"] == ["../index.html"]
    links = page_of(built, INDEX).xpath("//table[contains(@class, 'places')]//a/@href")
    assert links == [NORTH, SOUTH]
    links = page_of(built, NORTH).xpath("//table[contains(@class, 'places')]//a/@href")
    assert links == ["../bac-song/index.html", "../nam-song/index.html"]


def test_districts_without_a_form_have_all_their_pages(workbook: Path, built: Build, tmp_path: Path) -> None:
    """One district has none, one has one: as many pages as ever, no link leads nowhere, and what is unknown is not counted as met."""
    root = tmp_path / "sổ"
    shutil.copytree(workbook, root, ignore=shutil.ignore_patterns("reports", "cache"))
    shutil.rmtree(root / "data" / "districts" / "bac-song" / "submissions")
    for unit_id in ("tan-phu", "tan-my"):
        (root / "data" / "districts" / "nam-song" / "submissions" / SEASON / f"{unit_id}.xlsx").unlink()
    run = ntm("build", cwd=root)
    first = Build(root / "reports" / SEASON, SEASON, run.stdout)
    assert run.returncode == 0 and set(contents(first)) == set(contents(built)) and dead_links(first) == []
    assert "xã An Bình chưa nộp biểu dùng được" in text(page_of(first, "bac-song/xa/an-binh.html"))
    assert "còn thiếu An Bình, An Khê và An Sơn" in text(page_of(first, "bac-song/chat-luong.html"))
    assert "Chưa nộp biểu: xã An Bình, xã An Khê và xã An Sơn" in text(page_of(first, "bac-song/index.html"))
    north, index = text(page_of(first, NORTH)), text(page_of(first, INDEX))
    assert "Huyện chưa có số liệu1/2 huyện" in north and "Chưa có số liệu của 1/2 huyện." in north
    assert "1/6 xã của tỉnh Mẫu Bắc có kết quả đạt 3 tiêu chí" in north and "chưa xác định được nhóm" not in north
    assert "Huyện chưa có số liệu1/3 huyện" in index and "tỉnh Mẫu Bắc1/21/6 có kết quả" in index


def test_no_page_knows_another_districts_communes(built: Build) -> None:
    """Names that only another district has stand nowhere on a district's pages; the pages above name no commune."""
    names = {district: set(units.values()) for district, (_, _, units) in DISTRICTS.items()}
    for address in contents(built):
        said = text(page_of(built, address).xpath("//body")[0])
        own = names.get(address.partition("/")[0], set())
        others = set().union(*names.values()) - own
        assert not [name for name in others if name in said], address


def test_two_communes_of_one_name_stay_two(built: Build) -> None:
    """An Bình of Bắc Sông and An Bình of Nam Sông: each page has its own code and district."""
    for district, unit_id, code, name in (
        ("bac-song", "an-binh", "20000", "Bắc Sông"),
        ("nam-song", "an-binh-nam", "20003", "Nam Sông"),
    ):
        header = page_of(built, f"{district}/xa/{unit_id}.html").xpath("string(//header)")
        assert f"mã hành chính {code}" in header and f"Huyện {name}" in header
        assert not (
            built.folder / district / "xa" / ("an-binh-nam.html" if unit_id == "an-binh" else "an-binh.html")
        ).exists()


def test_the_table_of_all_communes_is_published(built: Build) -> None:
    """data/communes.csv has every commune once, with its province and district."""
    communes = built.table("communes")
    assert len(communes) == communes["unit_id"].nunique() == 9
    assert set(zip(communes["province"], communes["district_id"], strict=True)) == {
        (p, d) for d, (p, _, _) in DISTRICTS.items()
    }


def test_nothing_is_built_twice(built: Build) -> None:
    """A second build finds everything as it was: no page is written."""
    times = {path: path.stat().st_mtime_ns for path in built.pages}
    changed, status, said = rebuilt(built)
    assert (changed, status) == (set(), 0)
    assert {path: path.stat().st_mtime_ns for path in built.pages} == times
    assert "Trang tỉnh và trang chung: dựng 0 trang, giữ nguyên 3, lỗi 0" in said


def test_a_changed_form_changes_its_own_districts_pages_and_those_above(copy: Build) -> None:
    """An Bình of Nam Sông falls from 3 to 2: its own An Bình and the pages above say so, the other An Bình stays at 3."""
    write_commune_form(root_of(copy), "nam-song", "an-binh-nam", "An Bình", ["Chưa đạt", "Đạt", "Đạt"])
    changed, status, _ = rebuilt(copy)
    assert status == 0
    assert {"nam-song/xa/an-binh-nam.html", "nam-song/index.html", INDEX, NORTH} <= changed
    assert {page for page in changed if not page.startswith("nam-song/")} == {INDEX, NORTH}
    # 5 criteria of three communes are 1,7; 11 of six are 1,8; 17 of nine are 1,9
    assert table(page_of(copy, NORTH))["huyện Nam Sông"] == ["3", "0", "0%", "1,7", "2", "1", "0"]
    assert table(page_of(copy, NORTH))["Cộng"][3] == "1,8"
    assert table(page_of(copy, INDEX))["Cộng"] == ["3/3", "9", "2", "22,2%", "1,9", "4", "3", "0"]
    counts = [
        page_of(copy, f"{p}.html").xpath("string(//*[@class='figure-main']//strong)")
        for p in ("bac-song/xa/an-binh", "nam-song/xa/an-binh-nam")
    ]
    assert [c.replace(" ", "") for c in counts] == ["3/3", "2/3"]


def test_a_district_that_cant_be_built_is_named_and_stops_no_other(copy: Build) -> None:
    """Its last pages and figures stay and are said to be old; without any it is absent, and the total is that of the others."""
    path = conclusions_of(root_of(copy), "nam-song")
    path.write_text("hỏng\n", encoding="utf-8")
    write_commune_form(root_of(copy), "bac-song", "an-binh", "An Bình", ["Chưa đạt", "Đạt", "Đạt"])
    changed, status, said = rebuilt(copy)
    assert status == 1
    assert [
        line for line in said.splitlines() if line.startswith("LỖI") and "huyện Nam Sông" in line and path.name in line
    ]
    assert "bac-song/xa/an-binh.html" in changed and not [
        page for page in changed if page.startswith(("nam-song", "dong-nui"))
    ]
    notes = text(page_of(copy, NORTH).xpath("//section[@class='notes']")[0])
    assert "Huyện Nam Sông. Lần lập gần nhất bị lỗi" in notes
    assert table(page_of(copy, NORTH))["huyện Nam Sông"][:2] == ["3", "1"]
    shutil.rmtree(copy.folder / "nam-song")
    assert rebuilt(copy)[1] == 1
    north = page_of(copy, NORTH)
    assert table(north)["huyện Nam Sông chưa có số liệu"] == ["–"] * 7
    assert table(north)["Cộng"][:2] == ["3", "0"]
    assert not [link for link in north.xpath("//a/@href") if "nam-song" in link]
    assert "Chưa có số liệu của 1/3 huyện." in text(page_of(copy, INDEX).xpath("//p[@class='lead']")[0])


def test_districts_of_one_province_have_its_page_for_an_index(copy: Build) -> None:
    """The provinces' own pages are gone then, and nothing leads to them."""
    toml = root_of(copy) / "data" / "workbook.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("tỉnh Mẫu Nam", "tỉnh Mẫu Bắc"), encoding="utf-8")
    _, status, said = rebuilt(copy)
    assert status == 0, said
    assert "Đã bỏ Tỉnh Mẫu Nam (tinh/tinh-mau-nam.html) không còn trong năm 2031." in said
    index = page_of(copy, INDEX)
    assert text(index.xpath("//h1")[0]) == "Tiến độ nông thôn mới các huyện của tỉnh Mẫu Bắc"
    assert not [a for a in contents(copy) if a.startswith("tinh/")]
    assert not [link for link in index.xpath("//a/@href") if "tinh/" in link]


def test_a_district_that_left_the_workbook_is_named(copy: Build) -> None:
    """Its pages stay until somebody takes them away, and no build or status counts them."""
    toml = root_of(copy) / "data" / "workbook.toml"
    own = toml.read_text(encoding="utf-8")
    start = own.index("[[district]]", own.index("nam-song"))
    toml.write_text(own[:start] + own[own.index("[[season]]") :], encoding="utf-8")
    shutil.copytree(copy.folder / "dong-nui", copy.folder / "tay-nui")  # its manifests are of another district
    _, status, said = rebuilt(copy)
    assert status == 0
    assert f"CẢNH BÁO {copy.folder / 'dong-nui'}: nơi này không còn trong sổ dữ liệu." in said
    assert said.count("CẢNH BÁO") == 1
    listed = ntm("status", cwd=root_of(copy)).stdout
    assert "Xã Hòa Lạc" not in listed
    assert re.search(
        r"^huyện Nam Sông, tỉnh Mẫu Bắc:\nXã An Bình: đã lập, bản \w{8}, \d\d/\d\d/\d{4} \d\d:\d\d$",
        listed,
        re.MULTILINE,
    )


def test_a_plan_goes_on_past_a_district_that_cant_be_planned(copy: Build) -> None:
    conclusions_of(root_of(copy), "bac-song").write_text("hỏng\n", encoding="utf-8")
    run = ntm("plan", cwd=root_of(copy))
    assert run.returncode == 1 and "Traceback" not in run.stderr
    assert re.search(r"huyện Bắc Sông:\n  LỖI: .*conclusions", run.stdout)
    assert re.search(r"huyện Đông Núi:\n  không có gì thay đổi", run.stdout)


def test_an_error_nobody_foresaw_costs_its_district(copy: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is called so, not a lack of memory."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("số không")

    monkeypatch.setattr(districts, "build_season", broken)
    request = districts.Request(SEASON, None, copy.folder, True, 1, Limits())
    ended = districts.built_district(Workbook.open(root_of(copy), "bac-song"), request, lambda _: None)
    assert ended.ended and ended.error == "Lỗi không lường trước: ZeroDivisionError: số không"


def test_two_districts_have_no_build_in_common(copy: Build) -> None:
    """Without any form, too: the same folder named for both holds the reports of one."""
    book = Workbook.open(root_of(copy))
    keys = {build_key(book.of_place(d), book.season(SEASON), "") for d in ("bac-song", "nam-song")}
    for district in ("bac-song", "nam-song"):
        shutil.rmtree(root_of(copy) / "data" / "districts" / district / "submissions")
    keys |= {build_key(book.of_place(d), book.season(SEASON), "") for d in ("bac-song", "nam-song")}
    assert len(keys) == 4


def test_a_district_that_another_build_has_is_named_and_stops_no_other(copy: Build) -> None:
    """`ntm build --district` may be at work in its folder."""
    write_commune_form(root_of(copy), "bac-song", "an-binh", "An Bình", ["Chưa đạt", "Đạt", "Đạt"])
    with locked(copy.folder / "nam-song"):
        changed, status, said = rebuilt(copy)
    assert status == 1
    assert [line for line in said.splitlines() if line.startswith("LỖI") and "Đang có một lần dựng khác vào" in line]
    assert "bac-song/xa/an-binh.html" in changed
    assert rebuilt(copy)[1] == 0


def test_one_district_alone_is_built_alone(copy: Build) -> None:
    """`--district` writes below its own folder and nothing above, and says so."""
    shutil.rmtree(copy.folder)
    run = ntm("build", "--workers", "2", "--district", "Đông Núi", cwd=root_of(copy))
    assert run.returncode == 0, run.stdout + run.stderr
    assert {address.partition("/")[0] for address in contents(copy)} == {"dong-nui"}
    assert len(copy.pages) == 9  # three communes, their briefs, index, data quality, method
    assert "Trang tỉnh và trang chung chưa tính lại" in run.stdout


@pytest.mark.parametrize(
    "arguments", [["check"], ["forms"], ["status"], ["build", "--commune", "An Bình"], ["plan", "--commune", "An Bình"]]
)
def test_what_needs_one_district_asks_for_it(workbook: Path, arguments: list[str]) -> None:
    """Forms are checked and sent out by a district; a commune's name alone may be that of two."""
    run = ntm(*arguments, cwd=workbook)
    said = run.stdout + run.stderr
    assert "Traceback" not in said
    if arguments != ["status"]:
        assert run.returncode == 2
        assert "có 3 nơi" in said and "--place" in said


def test_check_and_forms_of_one_district(workbook: Path, tmp_path: Path) -> None:
    """With `--district` they are that district's; another's forms in the same folder stay."""
    run = ntm("check", "--district", "nam-song", "--output", str(tmp_path / "kiem-tra"), cwd=workbook)
    assert run.returncode == 0 and "huyện Nam Sông: dùng được biểu của 3/3 xã" in run.stdout
    run = ntm("forms", "--district", "nam-song", "--output", str(tmp_path / "bieu"), cwd=workbook)
    assert run.returncode == 0
    assert sorted(path.stem for path in (tmp_path / "bieu").glob("*.xlsx")) == sorted(DISTRICTS["nam-song"][2])
    run = ntm("forms", "--district", "dong-nui", "--output", str(tmp_path / "bieu"), cwd=workbook)
    assert run.returncode == 0 and "Đã bỏ" not in run.stdout
    both = [*DISTRICTS["nam-song"][2], *DISTRICTS["dong-nui"][2]]
    assert sorted(path.stem for path in (tmp_path / "bieu").glob("*.xlsx")) == sorted(both)


def test_a_province_typed_wrong_is_told_before_anything_runs(workbook: Path) -> None:
    """The notebook's parameter is looked up as a commune's name is."""
    book = Workbook.open(workbook)
    notebook = workbook / "notebooks" / "area_overview.ipynb"
    assert checked_parameters(notebook, {"season": SEASON, "province": "Mẫu Bắc"}, book)
    with pytest.raises(UnknownNameError, match="Có phải là: tỉnh Mẫu Bắc"):
        checked_parameters(notebook, {"season": SEASON, "province": "tỉnh Mẫu Bách"}, book)

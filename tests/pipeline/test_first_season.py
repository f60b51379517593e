"""The first day of a new district: one season, no history, and no form, one, or all but one."""

import re
from pathlib import Path

import pytest
from lxml import html

from ntm_lib.presentation import kinds
from ntm_lib.reference.conclusions import COLUMNS
from ntm_lib.tables import field_names
from ntm_lib.text import joined
from ntm_lib.workbook.reference import Measure
from tests.conftest import Build, ntm
from tests.second_district import COMMUNES, SET_ID, make_second_district, write_commune_form
from tests.unit.builders import write_csv

SEASON = "2030-06"
STATES = {"none": (), "one": ("tay-son",), "all but one": ("tay-son", "nam-hoa")}
Trees = dict[str, html.HtmlElement]


def make_first_season(root: Path, senders: tuple[str, ...]) -> Path:
    """Write the made-up district with its last season only, figures to compare, a decision and conclusions; `senders` sent a form."""
    make_second_district(root)
    toml = root / "data" / "workbook.toml"
    text = re.sub(r'\[\[season\]\]\nname = "2029".*?\n\n', "", toml.read_text(encoding="utf-8"), flags=re.DOTALL)
    toml.write_text(text.replace('compare_with = "2029"', 'conclusions = "2029-12-24"'), encoding="utf-8")
    reference = root / "data" / "reference"
    measure = {"measure": "water", "name": "Hộ có nước", "indicator": "1.1", "value_type": "percent", "unit": "%"}
    write_csv(reference / "measures.csv", field_names(Measure), [measure | {"count_unit": "hộ"}])
    key = {"criteria_set": SET_ID, "indicator": "1.1", "name": "Hộ có nước", "is_trajectory": "true"}
    write_csv(
        reference / "key-measures.csv",
        ["criteria_set", "indicator", "component", "name", "is_trajectory", "verb"],
        [key],
    )
    signed = {"unit_id": "dong-lam", "tier": "NTM", "decision_date": "2028-01-01", "source": "thử"}
    write_csv(reference / "recognition.csv", ["unit_id", "tier", "standard_year", "decision_no", "decision_date",
        "signed_after", "signed_by", "note", "source"], [signed])  # fmt: skip
    with (reference / "departments.csv").open("a", encoding="utf-8") as file:
        file.write("ubnd-xa,Ủy ban nhân dân các xã,UBND xã,,false\n")
    term = {"deadline_year": "2030", "deadline_stated": "yes", "notice_point": "1", "criteria_set": SET_ID}
    more = {"kind": "measure", "measure": "water", "comparator": "increase", "summary": "Tăng hộ có nước"}
    items = [
        {"item": "1.1", "lead": "ubnd-xa", "communes": ";".join(COMMUNES), "related_to": "2.1", **more},
        {"item": "2.1", "lead": "phong-thu", "communes": ";".join(COMMUNES), "kind": "task", "summary": "Chỉ đạo"},
    ]
    write_csv(root / "data" / "conclusions" / "2029-12-24.csv", COLUMNS, [term | item for item in items])
    for unit_id in senders:
        write_commune_form(root, SEASON, unit_id, (180, 200), "Đạt", 1)
    return root


@pytest.fixture(scope="module", params=STATES, ids=str)
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def built(state: str, tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = make_first_season(tmp_path_factory.mktemp("first") / "so", STATES[state])
    run = ntm("build", cwd=root)
    assert run.returncode == 0, run.stdout + run.stderr
    return Build(root / "reports" / SEASON, SEASON, run.stdout)


@pytest.fixture(scope="module")
def trees(built: Build) -> Trees:
    return {
        path.relative_to(built.folder).as_posix(): html.document_fromstring(path.read_bytes().decode("utf-8"))
        for path in built.pages
    }


def said(tree: html.HtmlElement) -> str:
    return " ".join(tree.text_content().split())


def test_every_kind_of_page_is_built(trees: Trees) -> None:
    """No commune, no department, and no page of the district fails for want of a form."""
    assert {*(f"xa/{unit_id}.html" for unit_id in COMMUNES), "phong/phong-thu.html", "index.html"} <= set(trees)
    assert {kind.folder or kind.file for kind in (*kinds.IN_DISTRICT, kinds.DISTRICT_INDEX)} - {"co-quan"} == {
        name.partition("/")[0].removesuffix(".html") for name in trees
    }


def test_every_link_leads_somewhere(built: Build, trees: Trees) -> None:
    """No link of any page leads to a page, or to a place in one, that is not there."""
    at = {(built.folder / name).resolve(): tree for name, tree in trees.items()}
    checked = 0
    for path, tree in at.items():
        for link in tree.xpath("//@href"):
            target, _, anchor = link.partition("#")
            aimed_at = at[(path.parent / target).resolve() if target else path]
            assert not anchor or aimed_at.xpath("//*[@id=$anchor]", anchor=anchor), (path, link)
            checked += 1
    assert checked > 60


def test_what_is_not_there_is_said(state: str, trees: Trees) -> None:
    """A commune without a form says so, counts nothing as met or not met, and draws no point for a season of which it knows nothing."""
    for unit_id in set(COMMUNES) - set(STATES[state]):
        text = said(trees[f"xa/{unit_id}.html"])
        assert text.count("Xã chưa nộp biểu dùng được của kỳ này") == 2  # in place of what is missing, and in the notes
        assert "Chưa nộp biểu" in text and "3 chưa có số liệu" not in text and "Ấn định ngày nộp biểu" in text
        assert "Bổ sung số liệu" not in text and "để vẽ" not in text
        tables = {
            " ".join(c.text_content().split()) for c in trees[f"xa/{unit_id}.html"].xpath("//caption[not(@class)]")
        }
        assert tables <= {"Từng kết luận: giao gì, nay thế nào, vì sao; nội dung chưa hoàn thành xếp trước"}
        assert not re.search(r"○ chưa đạt \d|còn \d+ (hộ|cầu)|biểu của xã: data", text)
    for unit_id in STATES[state]:
        page = trees[f"xa/{unit_id}.html"]
        assert not page.xpath("//*[@id='toc-do' or @id='duong-di' or @id='qua-cac-ky' or @id='qua-cac-nam']")
        assert "3/3" in trees[f"xa/{unit_id}.html"].xpath("string(//*[@class='figure-main']//strong)")


def test_nothing_unknown_is_called_kept_or_complete(state: str, trees: Trees) -> None:
    """Where figures are missing no page says that nothing was lost, nothing is late, nothing is missing."""
    index, department, quality = (
        said(trees[name]) for name in ("index.html", "phong/phong-thu.html", "chat-luong.html")
    )
    assert "Đã được công nhận, nay chưa đủ số liệu để biết còn đạt đủ hay không: Đồng Lâm." in index
    assert "Không xã nào đã được công nhận mà hiện có tiêu chí chưa đạt" not in index
    assert "Chưa thấy nội dung nào không đạt hoặc chưa hoàn thành." in index
    assert "Chưa nộp biểu theo dõi kết luận" in department and "Không có nội dung nào" not in department
    assert "Phòng chưa báo kết quả." in department
    silent = [name for unit_id, (_, name) in COMMUNES.items() if unit_id not in STATES[state]]
    line = f"{f'{len(silent)} xã chưa' if len(silent) > 1 else 'Chưa'} nộp biểu dùng được: {joined(silent)}."
    assert department.count(line) == 2  # its notes say it again
    assert f"Chưa nộp biểu: {joined([f'xã {name}' for name in silent])}; Phòng Thử." in index
    has_forms = bool(STATES[state])
    assert ("Biểu đã nộp không thiếu giá trị nào." in quality) == has_forms
    assert ("các biểu mới nộp một lần" in quality) == has_forms


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The first season with two communes that miss levels, a third without a form, and an office that leads and answers for nothing."""
    root = make_first_season(tmp_path_factory.mktemp("failing") / "so", ())
    write_commune_form(root, SEASON, "dong-lam", (52, 200), "Chưa đạt", 1)
    write_commune_form(root, SEASON, "tay-son", (80, 100), "Đạt", 7)
    with (root / "data" / "reference" / "departments.csv").open("a", encoding="utf-8") as file:
        file.write("phong-khong,Phòng Không,Phòng Không,,true\n")
    planned = ntm("plan", cwd=root)
    assert "1 cơ quan ghi “Có trang riêng”" in planned.stdout and "không có trang: Phòng Không." in planned.stdout
    run = ntm("build", cwd=root)
    assert run.returncode == 0, run.stdout + run.stderr
    status = ntm("status", cwd=root).stdout
    assert (
        "Còn thiếu: 2/3 chỉ tiêu chờ phân công chủ trì" in status
        and "Còn thiếu: 1 cơ quan ghi “Có trang riêng”" in status
    )
    return Build(root / "reports" / SEASON, SEASON, run.stdout)


def test_a_first_year_asks_the_conference_for_the_level(failing: Build) -> None:
    """From one point no figure is made, and no criterion is promised: the draft names what is open, by how much, and leaves the rest open."""
    pages = {
        p.relative_to(failing.folder).as_posix(): said(html.parse(p, html.HTMLParser(encoding="utf-8")).getroot())
        for p in failing.pages
    }
    own = pages["xa/dong-lam.html"]
    assert (
        "Phấn đấu các tiêu chí 1 Nước (thiếu 128 hộ) và 2 Chợ (chưa đạt); mức giao năm 2030 do hội nghị quyết định."
        in own
    )
    assert (
        "Cho ý kiến mức giao năm 2030 (chưa đủ căn cứ về tiến độ, hoặc năm qua ngược chiều): 1 Nước (thiếu 128 hộ)."
        in own
    )
    assert "Cho ý kiến có giao đạt trong năm 2030 hay không: 2 Chợ (chưa đạt)." in own
    assert not re.search("Tập trung đạt chuẩn|Giao đạt chuẩn|tốc độ|Tốc độ", own)
    led = pages["phong/phong-thu.html"]
    assert (
        "Cho ý kiến mức giao năm 2030 (chưa đủ căn cứ về tiến độ, hoặc năm qua ngược chiều): 1.1 Hộ có nước: 138 hộ ở 2 xã (Đồng Lâm và Tây Sơn)."
        in led
    )
    assert "phong/phong-khong.html" not in pages and "Phòng Không" not in pages["index.html"]
    rows = (failing.folder / "data" / "proposed-conclusions.csv").read_text(encoding="utf-8-sig").splitlines()
    assert (
        "Chỉ đạo, hướng dẫn xã Đồng Lâm và xã Tây Sơn phấn đấu tiêu chí 1 Nước (1.1 thiếu 138 hộ); mức giao năm 2030 do hội nghị quyết định"
        in "\n".join(rows)
    )
    assert not any("nam-hoa" in row for row in rows[1:] if "Bổ sung" in row)

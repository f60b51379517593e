"""Any workbook opens or is refused in words: settings and reference files changed at random, as editors, Excel and people change them."""

import csv
import io
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ntm_lib.errors import NtmError
from ntm_lib.intake.corrections import load_corrections
from ntm_lib.intake.findings import FindingList
from ntm_lib.publishing.plan import plan_season
from ntm_lib.workbook import Workbook
from tests.conftest import ROOT
from tests.second_district import make_second_district, write_all_forms

WEIRD = [
    "", " ", "0", "-1", "1e999", "nan", "inf", "9" * 400, "1,234", "1.234", "24,2", "１２", "2030?", "0001-01-01", "9999-12-31", "31/12/2020",
    "3/4/2020", "true", "TRUE", "none", "[]", "{}", "'", '"', "\0", "\ufeff", "\u202e", "x" * 40_000, "a;b;;c", ";", "=1+1", "\r", "\n",
    "NTM", "level", "==", "task", "17.10", "../x", "Hòa", "con", "1" * 5000, "[" * 3000, "2020", "10000", "999999999999",
]  # fmt: skip


def settings_or_tables(root: Path) -> list[Path]:
    """Return every file that a loader reads."""
    data = root / "data"
    return sorted(
        p for p in data.rglob("*") if p.suffix in (".toml", ".csv", ".geojson", ".md") and "illustrative" not in p.parts
    )


def bytes_changed(content: bytes, chance: random.Random) -> bytes:
    """Flip, drop or repeat some bytes."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 30))):
        at = chance.randrange(len(changed) + 1)
        changed[at : at + chance.randrange(3)] = bytes(chance.randrange(256) for _ in range(chance.randrange(3)))
    return bytes(changed)


def saved_otherwise(content: bytes, chance: random.Random) -> bytes:
    """Save the text in another encoding, with other line ends, or cut short."""
    text = content.decode("utf-8-sig")
    kind = chance.randrange(6)
    if kind < 4:
        return text.encode(("utf-16", "utf-16-le", "utf-8-sig", "cp1258")[kind], errors="replace")
    return text.replace("\n", "\r").encode() if kind == 4 else text[: chance.randrange(len(text) + 1)].encode()


def words_changed(content: bytes, chance: random.Random) -> bytes:
    """Put a weird value in place of a word, or swap two words."""
    parts = re.split(r"(\w[\w./-]*)", content.decode("utf-8-sig"))
    places = range(1, len(parts), 2)
    if places:
        at = chance.choice(places)
        parts[at] = chance.choice(WEIRD) if chance.random() < 0.7 else parts[chance.choice(places)]
    return "".join(parts).encode("utf-8", errors="surrogatepass")


def cells_changed(content: bytes, chance: random.Random) -> bytes:
    """Change cells of a table, drop or repeat rows and columns, and save it as Excel does in some country."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    for _ in range(chance.choice((1, 1, 2, 5))):
        row = chance.choice(rows) if rows else []
        match chance.randrange(7) if row else 7:
            case 0 | 1 | 2:
                row[chance.randrange(len(row))] = chance.choice(WEIRD)
            case 3:
                row[chance.randrange(len(row))] = chance.choice([cell for other in rows for cell in other] or [""])
            case 4:
                rows.insert(chance.randrange(len(rows) + 1), list(row))
            case 5:
                rows.remove(row)
            case 6:
                at, is_dropped = chance.randrange(len(row)), chance.random() < 0.5
                for other in rows:
                    other[at : at + 1] = [] if is_dropped else other[at : at + 1] * 2
    out = io.StringIO()
    csv.writer(out, delimiter=chance.choice(",,;\t"), lineterminator=chance.choice(("\r\n", "\n"))).writerows(rows)
    return out.getvalue().encode(chance.choice(("utf-8", "utf-8-sig", "utf-16")))


def changed(path: Path, seed: int) -> bytes:
    """Return the file's bytes as this seed changes them."""
    chance = random.Random(seed)
    ways: list[Callable[[bytes, random.Random], bytes]] = [bytes_changed, saved_otherwise, words_changed]
    ways += [cells_changed] * 3 if path.suffix == ".csv" else [words_changed] * 2
    return chance.choice(ways)(path.read_bytes(), chance)


def load_all(root: Path) -> Workbook:
    """Read everything that a command may read beside the forms."""
    book = Workbook.open(root)
    for season in book.seasons.values():
        book.criteria_set(season.criteria_set).levels(season.year)
        book.conclusions(season)
        book.commentary(season, "index")
        book.communes(season)
        load_corrections(book, season, FindingList(season.name))
        book.check_season(season)
    assert book.boundaries is not None
    return book


EXTRA = {
    "published-counts.csv": "unit_id,year,criteria_set,criteria_met,basis,source,note\ndong-lam,2028,thu-2030,2,công bố,thử,\n",
    "published-district.csv": "year,measure,value,source\n2029,nha-tam,4.5,thử\n",
    "province-progress.csv": "as_of,unit_name,criteria_met_total,commune_count,standard_count,standard_pct,criteria_mean,source\n"
    "2029-12-31,Toàn tỉnh,30,12,5,41.7,2.5,thử\n2029-12-31,Thử,8,3,1,33.3,2.67,thử\n",
    "key-measures.csv": "criteria_set,indicator,component,name,is_trajectory,verb\nthu-2030,1.1,,Hộ có nước,true,\nthu-2030,3.1,,Cầu tạm,false,xóa\n",
    "relations.csv": "criteria_set,kind,whole,part,plus,minus\nthu-2030,stock,3.1,,nha-moi,nha-tam\n",
    "resources.csv": "resource,name,unit\ntinh,Ngân sách tỉnh,triệu đồng\n",
    "departments.csv": "department_id,name,short_name,topics,has_report\nphong-thu,Phòng Thử,Phòng Thử,dieu-phoi,true\nubnd-xa,Ủy ban xã,Xã,,false\n",
    "abbreviations.csv": "short,full\nNTM,nông thôn mới\n",
    "assumptions.csv": "id,text\n1,Thử\n",
    "measures.csv": "measure,name,indicator,component,value_type,unit,numerator_name,denominator_name,count_unit,is_yearly,proposal,quoted_decimals,none_left,remark\n"
    "households,Số hộ,,,number,hộ,Số hộ,,hộ,false,,,,\nnha-moi,Nhà tạm mới,,,number,nhà,,,nhà,true,,,,\n"
    "nha-tam,Nhà tạm,,,number,nhà,Nhà tạm,,nhà,true,Xóa {count} nhà tạm,,,\nho-nuoc,Hộ có nước,1.1,,percent,% hộ,,,hộ,false,,1,,\n",
    "recognition.csv": "unit_id,tier,standard_year,decision_no,decision_date,signed_after,signed_by,note,source\n"
    "dong-lam,NTM,2028,1/QĐ,2029-01-05,,,,thử\ntay-son,NTM,2028,,,,2029-12-31,,thử\n",
    "boundaries.geojson": '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"unit_id": "dong-lam"}, "geometry": '
    '{"type": "Polygon", "coordinates": [[[107.1, 16.1], [107.2, 16.1], [107.2, 16.2], [107.1, 16.1]]]}}]}',
}  # fmt: skip
CONCLUSIONS = (
    "item,notice_point,lead,supports,communes,focus_communes,criteria_set,criterion_no,indicator,kind,measure,comparator,target,"
    "deadline_year,deadline_stated,same_as,related_to,summary,note\n"
    "1.1,1,ubnd-xa,,dong-lam;tay-son,,thu-2030,1,1.1,measure,ho-nuoc,>=,95,2030,yes,,2.1,Nước cho 95 % hộ,\n"
    "1.2,1,ubnd-xa,phong-thu,nam-hoa,nam-hoa,thu-2030,2;3,,criterion,,,,2030,no,,,Đạt hai tiêu chí,\n"
    "1.3,1,ubnd-xa,,dong-lam,,thu-2030,,,maintain,,keep,met,2030,no,,,Giữ vững,\n"
    "1.4,1,ubnd-xa,,tay-son,,,,,tier,NTM nâng cao,progress,,,no,,,Tiến tới nâng cao,\n"
    "2.1,2,phong-thu,,dong-lam;tay-son;nam-hoa,,,,,task,ke-hoach,done,yes,2030,no,,,Lập kế hoạch,\n"
)
CORRECTIONS = (
    "unit_id,indicator,component,field,old,new,check,reason,who,date\n"
    "dong-lam,1.1,,numerator,180,181,,đếm lại,Lan,2030-07-01\ntay-son,3.1,,value,5,4,,thử,Lan,2030-07-01\n"
)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up district with every optional file there is."""
    root = make_second_district(tmp_path_factory.mktemp("thu"))
    write_all_forms(root)
    toml = root / "data" / "workbook.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + 'conclusions = "2029-12-20"\n', encoding="utf-8")
    for name, text in EXTRA.items():
        (root / "data" / "reference" / name).write_text(text, encoding="utf-8")
    units = root / "data" / "reference" / "units.csv"
    units.write_text(
        units.read_text(encoding="utf-8")
        .replace("successor\n", "successor,population\n")
        .replace(",xã,,,", ",xã,,2050-01-01,,900"),
        encoding="utf-8",
    )
    for name, text in {
        "conclusions/2029-12-20.csv": CONCLUSIONS,
        "corrections/2030-06.csv": CORRECTIONS,
        "commentary/2030-06/index.md": "# Lời\n",
    }.items():
        (root / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "data" / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own workbook without its forms."""
    root = tmp_path_factory.mktemp("nam-dong")
    for name in ("reference", "conclusions"):
        shutil.copytree(ROOT / "data" / name, root / "data" / name)
    shutil.copy(ROOT / "data" / "workbook.toml", root / "data")
    return root


TO_DO = re.compile(
    r"Ghi|Lưu|Sửa|Đổi|Bỏ|Đặt|Chép|Điền|Kiểm tra|Chọn|Tạo|Có phải là|Các tên dùng được|Chưa khai|Xem|Xuất|Gộp|Chuyển|ví dụ|chỉ nhận|bỏ hoặc sửa|(?<!không )phải|thiếu|không được (nhỏ|lớn) hơn"
)
FILE = re.compile(r"\.(toml|csv|geojson)\b")


def answers(root: Path, seeds: range, planned: int) -> list[str]:
    """Change a file for each seed, and plan the season of the first `planned` that open; return the seeds answered otherwise than promised."""
    faults, left = [], planned
    files = settings_or_tables(root)
    for seed in seeds:
        path, is_open = files[seed % len(files)], False
        original = path.read_bytes()
        try:
            path.write_bytes(changed(path, seed))
            book = load_all(root)
            is_open = True
            if left and seed % 3 == 0:
                left -= 1
                plan_season(book, book.season(book.current_season), None, None)
        except NtmError as error:
            words = str(error)
            if not (is_open or FILE.search(words)) or not TO_DO.search(words) or len(words) > 3000:
                faults.append(f"{seed} {path.name}: {words[:300]}")
        except Exception as error:  # noqa: BLE001 - it is what the test looks for
            faults.append(f"{seed} {path.name}: {type(error).__name__}: {str(error)[:300]}")
        finally:
            path.write_bytes(original)
    return faults


@pytest.mark.parametrize("seeds", [range(30), pytest.param(range(30, 1060), marks=pytest.mark.slow)], ids=["few", "many"])  # fmt: skip
def test_any_change_of_the_shipped_workbook_is_read_or_refused_in_words(shipped: Path, seeds: range) -> None:
    """Whatever happens to a file of the shipped workbook, it opens, or the message names a file and says what to do."""
    load_all(shipped)
    assert answers(shipped, seeds, planned=0) == []


@pytest.mark.parametrize(("seeds", "planned"), [(range(70), 5), pytest.param(range(70, 4140), 300, marks=pytest.mark.slow)], ids=["few", "many"])  # fmt: skip
def test_any_change_of_a_made_up_workbook_is_read_or_refused_in_words(
    made_up: Path, seeds: range, planned: int
) -> None:
    """The same of a district with every optional file; what opens can be planned, or is refused in words."""
    load_all(made_up)
    assert answers(made_up, seeds, planned) == []

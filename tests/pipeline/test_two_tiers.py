"""One workbook before and after 1/7/2025: each season is built in the words of its own time, and history tells what was."""

import re
from pathlib import Path

import pandas as pd
import pytest
from lxml import html

from tests.conftest import ntm
from tests.second_district import make_second_district
from tests.two_tiers import DISTRICT, NEW, OLD, built_two_tiers, make_two_tiers, words_of_districts, words_of_form

QUOTED = (DISTRICT,)  # where the predecessors lay


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_two_tiers(tmp_path_factory.mktemp("tiers") / "so")


def pages(root: Path, season: str) -> dict[str, str]:
    """Return the text of each page with the alternatives of its pictures, and labels that a narrow screen shows."""
    folder = root / "reports" / season
    found = {}
    for path in sorted(folder.rglob("*.html")):
        tree = html.document_fromstring(path.read_bytes().decode("utf-8"))
        for element in tree.xpath("//script|//style"):
            element.drop_tree()
        attributes = tree.xpath("//@alt|//@title|//@aria-label|//@data-label|//@data-searchable")
        found[path.relative_to(folder).as_posix()] = " ".join([tree.text_content(), *attributes])
    return found


def test_the_second_season_speaks_of_no_district(root: Path) -> None:
    """Pages, forms, findings and what the commands say name the province and its agencies; only history names the district of then."""
    found = pages(root, NEW)
    assert {"index.html", "co-quan/so-nnmt.html", "xa/an-binh-2025.html", "chat-luong.html", "phuong-phap.html"} <= set(
        found
    )
    met = {name: words for name, text in found.items() if (words := words_of_districts(text, QUOTED))}
    folder = root / "reports" / NEW
    forms = [*(folder / "bieu").rglob("*.xlsx"), *(folder / "kiem-tra").rglob("*.xlsx")]
    assert {path.relative_to(folder).as_posix() for path in forms} >= {
        "bieu/an-binh-2025.xlsx",
        "bieu/co-quan/so-nnmt.xlsx",
    }
    texts = {path.name: words_of_form(path) for path in forms}
    texts |= {path.name: path.read_text(encoding="utf-8-sig") for path in (folder / "kiem-tra").glob("*.csv")}
    texts |= {"said": (root / f"said-{NEW}.txt").read_text(encoding="utf-8").replace(str(root), "")}
    met |= {name: words for name, text in texts.items() if (words := words_of_districts(text, QUOTED))}
    assert met == {}


def test_the_first_season_speaks_of_its_district(root: Path) -> None:
    """The same words are looked for and found where they belong: the search is not blind."""
    found = pages(root, OLD)
    assert "phong/phong-kt.html" in found and not [name for name in found if name.startswith("co-quan/")]
    assert all(
        words_of_districts(found[name])
        for name in ("index.html", "phong/phong-kt.html", "chat-luong.html", "phuong-phap.html")
    )
    bodies = (root / "reports" / OLD / "bieu").rglob("*.xlsx")
    assert all(words_of_districts(words_of_form(path)) for path in bodies)


def test_each_season_has_its_own_communes_office_and_agencies(root: Path) -> None:
    """Nobody of 2025 stands in 2024, nor the other way round."""
    then, now = pages(root, OLD), pages(root, NEW)
    assert {n for n in then if n.startswith("xa/")} == {
        f"xa/{u}{kind}.html" for u in ("an-binh", "hoa-son") for kind in ("", ".tom-tat")
    }
    assert {n for n in now if n.startswith("xa/")} == {
        f"xa/{u}{kind}.html" for u in ("an-binh-2025", "minh-quan-phuong", "minh-quan") for kind in ("", ".tom-tat")
    }
    assert (
        "Văn phòng Điều phối NTM huyện Thử" in then["index.html"]
        and "Văn phòng Điều phối NTM tỉnh Mẫu" in now["index.html"]
    )
    assert "Sở NN&MT" not in " ".join(then.values()) and "Phòng KT" not in " ".join(now.values())
    assert (
        "Tiến độ nông thôn mới huyện Thử" in then["index.html"]
        and "Tiến độ nông thôn mới tỉnh Mẫu" in now["index.html"]
    )


def test_the_money_of_districts_is_asked_for_in_their_time(root: Path) -> None:
    """The district's budget stands on the forms of 2024 only."""
    then, now = (
        words_of_form(root / "reports" / s / "bieu" / u) for s, u in ((OLD, "an-binh.xlsx"), (NEW, "an-binh-2025.xlsx"))
    )
    assert "Ngân sách huyện" in then and "Ngân sách huyện" not in now and "Ngân sách tỉnh" in now


def test_a_dossier_is_appraised_by_the_tier_of_its_time(root: Path) -> None:
    """One state is stored; it is said and offered as the tier says it."""
    then, now = pages(root, OLD), pages(root, NEW)
    assert "huyện thẩm tra đạt" in then["xa/an-binh.html"].casefold()
    text = now["xa/an-binh-2025.html"]
    assert "NTM: tỉnh thẩm tra đạt" in text and "hồ sơ tỉnh thẩm tra đạt" in text
    assert "Cho ý kiến hồ sơ tỉnh đã thẩm tra" in text
    table = pd.read_csv(root / "reports" / NEW / "data" / "commune-summary.csv", encoding="utf-8-sig").set_index(
        "unit_id"
    )
    assert table.loc["an-binh-2025", "dossier_state"] == "huyện thẩm tra đạt"


def test_history_names_what_was(root: Path) -> None:
    """The merged commune's page names its predecessors by the kind and the place of then."""
    text = " ".join(pages(root, NEW)["xa/an-binh-2025.html"].split())
    assert "Xã được sáp nhập từ thị trấn An Bình, huyện Thử và xã Hòa Sơn, huyện Thử" in text
    assert "– thị trấn An Bình, huyện Thử" in text  # in the table of sources


def test_names_that_repeat_are_told_apart(root: Path) -> None:
    """A ward and a commune of one name are two rows on the index."""
    text = " ".join(pages(root, NEW)["index.html"].split())
    assert "Minh Quán (phường)" in text and "Minh Quán (xã)" in text and "Xã Minh Quán" in text
    assert not re.search(r"[Xx]ã Minh Quán \(xã\)", text)


@pytest.mark.parametrize("season", [OLD, NEW])
def test_what_was_sent_is_read(root: Path, season: str) -> None:
    """Forms of both tiers count, the agency's from the folder of its tier."""
    forms = pd.read_csv(root / "reports" / season / "data" / "forms.csv", encoding="utf-8-sig")
    used = set(forms.loc[forms["is_used"], "source_file"])
    assert (
        used
        == {
            OLD: {f"{OLD}/an-binh.xlsx", f"{OLD}/hoa-son.xlsx"},
            NEW: {f"{NEW}/an-binh-2025.xlsx", f"{NEW}/minh-quan.xlsx", f"{NEW}/co-quan/so-nnmt.xlsx"},
        }[season]
    )


def test_several_provinces_are_built_under_one_index(tmp_path: Path) -> None:
    """34 provinces are places as 20 districts were: each has its folder, the index a row for each, and no page lies between."""
    places = "".join(
        f'[[place]]\nid = "{i}"\n[[place.period]]\nname = "{name}"\ntier = "tỉnh"\noffice = "Văn phòng {name}"\ncommunes = ["{unit}"]\n'
        for i, name, unit in (("mau", "tỉnh Mẫu", "an-binh-2025"), ("le", "thành phố Lê", "minh-quan"))
    )
    root = make_two_tiers(tmp_path / "so")
    path = root / "data" / "workbook.toml"
    toml = path.read_text(encoding="utf-8")
    seasons = toml[toml.index(f'[[season]]\nname = "{NEW}"') :].split("compare_with")[0]
    path.write_text(f'current_season = "{NEW}"\n{places}{seasons}', encoding="utf-8")
    run = ntm("build", cwd=root)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.splitlines()[0] == f"Kỳ {NEW}: 2 tỉnh." and "Xong " in run.stdout
    found = pages(root, NEW)
    assert not [name for name in found if name.startswith("tinh/")]
    assert "Tiến độ nông thôn mới các tỉnh" in found["index.html"] and "2 tỉnh, thành phố" in found["index.html"]
    index = html.document_fromstring((root / "reports" / NEW / "index.html").read_bytes().decode("utf-8"))
    links = index.xpath("//table[contains(@class, 'places')]/tbody//a/@href")
    assert links == ["mau/index.html", "le/index.html"]
    assert (
        "← Trang các tỉnh" in found["le/index.html"] and "toàn thành phố" in found["le/co-quan/so-nnmt.html"].casefold()
    )
    met = {name: words for name, text in found.items() if (words := words_of_districts(text, QUOTED))}
    assert met == {} and words_of_districts(run.stdout.replace(str(root), "")) == []
    run = ntm("check", "--place", "Lê", cwd=root)
    assert run.stdout.startswith(f"Kỳ {NEW}, thành phố Lê: dùng được biểu của 0/1 xã")


def test_a_district_after_its_end_is_told_and_built(tmp_path: Path) -> None:
    """`ntm check` and `ntm status` tell D18, as they tell a row of units.csv that can't be right (D20); nothing is refused."""
    root = make_second_district(tmp_path / "so")
    units = root / "data" / "reference" / "units.csv"
    units.write_text(units.read_text(encoding="utf-8").replace("Nam Hòa,xã", "Nam Hòa,thôn"), encoding="utf-8")
    told = "khi không còn cấp huyện (từ 01/07/2025), mà huyện Thử vẫn khai là cấp huyện"
    check, status = (ntm(command, cwd=root) for command in ("check", "status"))
    assert (
        check.returncode == 0 and "CẢNH BÁO D18 data/workbook.toml: Kỳ 2030-06" in check.stdout and told in check.stdout
    )
    assert status.stdout.startswith("CẢNH BÁO D18: Kỳ 2030-06") and told in status.stdout
    assert all("D20" in run.stdout and "Nam Hòa, cột “Loại” (units.csv, dòng " in run.stdout for run in (check, status))

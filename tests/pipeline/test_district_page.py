"""The district's page of real builds: every number on it counted again from the build's tables, for both seasons, and for 200 communes."""

import re
from collections import Counter

import pandas as pd
import pytest
from lxml import html

from tests.conftest import PUBLISHED, ROOT, Build
from tests.large_district import CRITERIA, NAMES, answer, built_large_district

MARKS = {"met": "●", "not_met": "○", "unknown": "–", "not_applicable": "◇"}
STATES = ["hoàn thành", "đang thực hiện", "chưa thực hiện", "chưa hoàn thành", "không đạt", "chưa có số liệu"]
PROVINCE = pd.read_csv(PUBLISHED / "province-2020-12-31.csv").set_index("unit_vi")


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def cells(row: html.HtmlElement) -> list[str]:
    return [text(cell) for cell in row.xpath("th|td")]


def index_of(build: Build) -> html.HtmlElement:
    return html.document_fromstring((build.folder / "index.html").read_bytes().decode("utf-8"))


@pytest.fixture(scope="module")
def page(built: Build) -> html.HtmlElement:
    return index_of(built)


def answers(page: html.HtmlElement) -> dict[str, tuple[str, str]]:
    items = page.xpath("//dl[@class='answers']/div")
    return {i.xpath("string(dt)"): (i.xpath("string(.//strong)"), i.xpath("string(.//dd/span)")) for i in items}


# Nam Đông


def test_the_season_of_2020_answers_as_published(build_of) -> None:
    """Six communes at 19, the mean and total of the province's table, five certainly recognised, Hương Sơn recognised and short of 19."""
    found = answers(index_of(build_of("2020")))
    row = PROVINCE.loc["Nam Đông"]
    mean = f"{row['bq_tieu_chi_per_xa']:.1f}".replace(".", ",")
    assert found["Xã đạt đủ 19/19 tiêu chí"] == ("6/9 xã", "")
    assert found["Bình quân tiêu chí/xã"] == (mean, f"tổng {row['tieu_chi_dat_total']} tiêu chí")
    signed, note = found["Xã đã có quyết định công nhận"]
    assert signed == "5/9 xã"
    assert note == "chưa rõ ngày ký: Thượng Quảng; hiện không đủ 19/19: Hương Sơn"


def test_the_answers_are_those_of_the_tables(built: Build, page: html.HtmlElement) -> None:
    """Communes that meet all, the total, and the criterion that fails most, counted again from the build's CSV files."""
    summary = built.table("commune-summary").astype(
        {"criteria_met": int, "criteria_not_met": int, "criteria_unknown": int}
    )
    found = answers(page)
    full = int((summary["criteria_met"] == 19).sum())
    assert found["Xã đạt đủ 19/19 tiêu chí"][0].removeprefix("ít nhất ") == f"{full}/9 xã"
    assert f"{summary['criteria_met'].sum()} tiêu chí" in found["Bình quân tiêu chí/xã"][1]
    assert found["Bình quân tiêu chí/xã"][0].startswith("ít nhất") == (summary["criteria_unknown"].sum() > 0)
    promises = built.table("promises")
    bad = promises["state"].isin(["không đạt", "chưa hoàn thành"]).sum()
    if len(promises):
        assert found["Nội dung kết luận không đạt, chưa hoàn thành"][0] == f"{bad}/{len(promises)}"


def test_the_first_table_names_every_commune_and_what_it_lacks(built: Build, page: html.HtmlElement) -> None:
    """Communes that lack something, most criteria first, each criterion by number and name; below them those that lack nothing."""
    results = built.table("criterion-results")
    lacking = results[results["result"].isin(["not_met", "unknown"])]
    rows = {row.xpath("string(th)"): row for row in page.xpath("//table[contains(@class, 'at-issue')]/tbody/tr")}
    assert set(rows) == set(lacking["unit_name"])
    for name, row in rows.items():
        own = lacking[lacking["unit_name"] == name]
        named = [text(a) for a in row.xpath("td[2]//a")]
        assert named == [f"{n} {label}" for n, label in zip(own["criterion_no"], own["criterion_name"], strict=True)]
    not_met = lacking[lacking["result"] == "not_met"].groupby("unit_name").size()
    counts = [int(not_met.get(name, 0)) for name in rows]
    assert counts == sorted(counts, reverse=True)
    full = page.xpath("//p[@class='full-communes']/a/text()")
    assert sorted([*rows, *full]) == sorted(results["unit_name"].unique())


def test_who_is_waited_for_is_counted_from_the_results(built: Build, page: html.HtmlElement) -> None:
    """An agency is waited for by the communes in which something that it leads fails, and those that ask it: most communes first, no score."""
    leads = pd.read_csv(ROOT / "data" / "reference" / "indicator-leads.csv", dtype=str)
    leads = leads[leads["criteria_set"] == "xa-ntm-2016-2020"]
    names = pd.read_csv(ROOT / "data" / "reference" / "departments.csv", dtype=str).set_index("department_id")[
        "short_name"
    ]
    failing = built.table("indicator-results")
    failing = failing[failing["result"] == "not_met"].merge(leads[["indicator", "department_id"]], on="indicator")
    rows = [cells(row) for row in page.xpath("//table[@class='waited-for']/tbody/tr")]
    waiting = [int(row[1].replace("–", "0")) for row in rows]
    assert waiting == sorted(waiting, reverse=True)
    heads = [text(head) for head in page.xpath("//table[@class='waited-for']/thead//th")]
    promises = built.table("promises")
    behind = promises[promises["state"].isin(["không đạt", "chưa hoàn thành"])]
    for count, (name, _, criteria, *others) in zip(waiting, rows, strict=True):
        own = failing[failing["department_id"].map(names) == name]
        assert set(criteria.split(", ")) == (set(own["criterion_no"]) or {"–"})
        told = {head: int(cell.replace("–", "0")) for head, cell in zip(heads[3:], others, strict=True)}
        assert own["unit_id"].nunique() <= count <= own["unit_id"].nunique() + told.get("Xã đề nghị", 0)
        assert told.get("Kết luận chưa xong", 0) == (behind["respondent"].map(names) == name).sum()
    assert {row[0] for row in rows} >= set(failing["department_id"].map(names))


def test_what_fell_is_found_by_comparing_both_seasons(build_of) -> None:
    """In 2021 exactly the criteria met in 2020 and not met in 2021 are named, with their communes, and marked in the matrix."""
    before, now = (
        build_of(s).table("criterion-results").set_index(["unit_name", "criterion_no"])["result"]
        for s in ("2020", "2021")
    )
    fallen = [key for key in now.index if now[key] == "not_met" and before.get(key) == "met"]
    page = index_of(build_of("2021"))
    said = text(page.xpath("//p[@class='lead']")[0])
    assert fallen
    gained = [key for key in now.index if now[key] == "met" and before.get(key) == "not_met"]
    newly = said.partition("Không còn đạt")[0]
    assert gained and all(f"xã {commune} (" in newly and f"{number} " in newly for commune, number in gained)
    for commune, number in fallen:
        assert f"xã {commune} ({number} " in said
    marked = [
        (row.xpath("string(th)"), i)
        for row in page.xpath("//table[contains(@class, 'matrix')]/tbody/tr")
        for i, cell in enumerate(row.xpath("td[contains(@class, 'cell')]"), start=1)
        if "▼" in text(cell)
    ]
    assert [(commune, str(i)) for commune, i in marked] == fallen


def test_the_bands_are_counted_in_the_provinces_sentence(built: Build, page: html.HtmlElement) -> None:
    """Each band that has communes is named with their number, and what is not decided is said apart."""
    bands = Counter(built.table("commune-summary")["band"])
    (said,) = page.xpath("//section[@aria-labelledby='cac-xa']/p[not(@class)]")
    for band, count in bands.items():
        words = f"{count} xã chưa xác định được nhóm" if band == "chưa xác định" else f"{count} xã đạt {band} tiêu chí"
        assert words in text(said)
    assert len(re.findall(r"\d+ xã (?:đạt \S+ tiêu chí|chưa xác định)", text(said))) == len(bands)


def test_the_matrix_is_the_table_of_results(built: Build, page: html.HtmlElement) -> None:
    """Every sign of every commune is that of criterion-results.csv, leads to that criterion's rows, and the last row counts the column."""
    results = built.table("criterion-results")
    (matrix,) = page.xpath("//table[contains(@class, 'matrix')]")
    meeting = Counter(results.loc[results["result"].isin(["met", "not_applicable"]), "criterion_no"])
    for row in matrix.xpath("tbody/tr"):
        own = results[results["unit_name"] == row.xpath("string(th)")]
        unit_id = own["unit_id"].iloc[0]
        assert row.xpath("th/a/@href") == [f"xa/{unit_id}.html"]
        shown = [(text(c)[0], c.xpath("string(a/@href)")) for c in row.xpath("td[contains(@class, 'cell')]")]
        assert shown == [
            (MARKS[r], f"xa/{unit_id}.html#tieu-chi-{n}")
            for r, n in zip(own["result"], own["criterion_no"], strict=True)
        ]
    totals = [text(c) for c in matrix.xpath("tfoot/tr/td[contains(@class, 'cell')]")]
    assert totals == [str(meeting[str(n)]) for n in range(1, 20)]


def test_the_measures_of_2020_are_said_to_agree_with_the_published_ones(build_of) -> None:
    """Poverty, income and insurance carry the published figure and that it is the same; season 2021 has none to show."""
    rows = {
        r.xpath("string(th)"): cells(r)
        for r in index_of(build_of("2020")).xpath("//table[contains(@class, 'measures')]/tbody/tr")
    }
    assert len(rows) == 4 and sum(row[-1].endswith("(khớp)") for row in rows.values()) == 3
    assert not index_of(build_of("2021")).xpath("//table[contains(@class, 'measures')]//th[text()='Đã công bố']")


def test_the_board_counts_every_promise_once(build_of) -> None:
    """Rows, columns and the sum are those of promises.csv; the communes' share is counted by hand from the notice's items."""
    build = build_of("2021")
    promises = build.table("promises")
    (board,) = index_of(build).xpath("//section[@aria-labelledby='ket-luan']//table[contains(@class, 'state-counts')]")
    names = pd.read_csv(ROOT / "data/reference/units.csv", dtype=str).set_index("unit_id")["name"].to_dict()
    names |= (
        pd.read_csv(ROOT / "data/reference/departments.csv", dtype=str)
        .set_index("department_id")["short_name"]
        .to_dict()
    )
    counted = Counter((names[r], s) for r, s in zip(promises["respondent"], promises["state"], strict=True))
    shown = [state for state in STATES if state in set(promises["state"])]
    rows = [cells(row) for row in board.xpath("tbody/tr[not(contains(@class, 'criterion'))]")]
    assert len(rows) == promises["respondent"].nunique()
    for name, *numbers in rows:
        expected = [counted[name, state] for state in shown]
        # a count that is linked says its state besides, for those who hear it
        assert [int(n.split()[0]) for n in numbers] == [*expected, sum(expected)], name
    total = [int(n) for n in cells(board.xpath("tfoot/tr")[0])[1:]]
    assert total == [*(int((promises["state"] == s).sum()) for s in shown), len(promises)]
    items = pd.read_csv(ROOT / "data/conclusions/2020-12-24.csv", dtype=str, keep_default_na=False)
    by_communes = items[items["lead"] == "ubnd-xa"]
    given = sum(len(communes.split(";")) for communes in by_communes["communes"])
    assert (
        int((promises["respondent_kind"] == "commune").sum()) == given - 1
    )  # thôn 3 of Hương Lộc stands in points 3 and 7


def test_what_was_not_kept_is_listed_with_who(build_of) -> None:
    """Every promise that is not kept or late is in the list, under its item, with a link to its row, and nothing else is."""
    build = build_of("2021")
    promises = build.table("promises")
    bad = promises[promises["state"].isin(["không đạt", "chưa hoàn thành"])]
    (table,) = index_of(build).xpath("//table[contains(@class, 'not-kept')]")
    links = list(table.xpath(".//td//a/@href"))
    communes = bad[bad["respondent_kind"] == "commune"]
    expected = {
        f"xa/{u}.html#cam-ket-{i.replace('.', '-')}"
        for u, i in zip(communes["respondent"], communes["item"], strict=True)
    }
    assert {link for link in links if link.startswith("xa/")} == expected
    assert len([link for link in links if link.startswith("xa/")]) == len(communes)
    assert [
        row.xpath("string(th/small)").split("mục ")[1].split(",")[0].rstrip(")") for row in table.xpath("tbody/tr")
    ] == list(dict.fromkeys(bad["item"]))


def test_a_season_without_conclusions_has_no_board(build_of) -> None:
    """2020 follows up none: it has no answer on them, and no empty table."""
    page = index_of(build_of("2020"))
    assert "Nội dung kết luận không đạt" not in answers(page)
    assert not page.xpath("//table[contains(@class, 'state-counts')]") and not page.xpath("//h2[@id='ket-luan']")


def test_each_commune_has_its_tile(built: Build, page: html.HtmlElement) -> None:
    """Name, count and band of every tile are those of the summary; no two tiles share a place."""
    tiles = {t.xpath("string(a/text())").strip(): t for t in page.xpath("//ul[@class='tiles']/li")}
    summary = built.table("commune-summary").set_index("unit_name")
    assert set(tiles) == set(summary.index)
    assert len({t.get("style") for t in tiles.values()}) == 9
    for name, row in summary.iterrows():
        least = "ít nhất " if row["criteria_unknown"] != "0" else ""
        band = "chưa rõ" if row["band"] == "chưa xác định" else row["band"]
        assert text(tiles[name]) == f"{name} {least}{row['criteria_met']}/19 nhóm {band}"


def test_the_province_is_shown_with_its_day_and_source(built: Build, page: html.HtmlElement) -> None:
    """The province's table of 31/12/2020 as published, Nam Đông marked, the province last; in 2021 it is last year's."""
    (section,) = page.xpath("//section[@aria-labelledby='toan-tinh']")
    rows = {cells(r)[0]: cells(r)[1:] for r in section.xpath(".//tbody/tr|.//tfoot/tr")}
    assert list(rows)[-1] == "Toàn tỉnh" and set(rows) == set(PROVINCE.index)
    for name, (communes, total, mean, standard, _) in rows.items():
        published = PROVINCE.loc[name]
        assert (int(communes), int(total.replace(".", "")), int(standard)) == tuple(
            published[["so_xa", "tieu_chi_dat_total", "so_xa_dat_chuan"]]
        )
        assert float(mean.replace(",", ".")) == pytest.approx(published["bq_tieu_chi_per_xa"], abs=0.051)
    assert section.xpath(".//tr[@class='own']/th/text()") == ["Nam Đông"]
    assert "đến 31/12/2020" in text(section) and "https://nongthonmoithuathienhue.vn/" in text(section)
    assert ("một năm trước năm 2021" in text(section)) == (built.season == "2021")


# Two hundred communes


@pytest.fixture(scope="module")
def large() -> Build:
    """The district's page of 200 communes, with the report of one."""
    return Build(built_large_district() / "reports" / "2031", "2031", "")


def test_two_hundred_communes_are_all_on_the_page(large: Build) -> None:
    """Each has its row with all its signs, its tile and its line in the list; the page is still small."""
    page = index_of(large)
    signs = {"Đạt": "●", "Chưa đạt": "○", "": "–"}
    rows = {row.xpath("string(th)"): row for row in page.xpath("//table[contains(@class, 'matrix')]/tbody/tr")}
    assert list(rows) == NAMES
    for number, row in enumerate(rows.values()):
        shown = [text(c)[0] for c in row.xpath("td[contains(@class, 'cell')]")]
        assert shown == [signs[answer(number, n)] for n in range(1, CRITERIA + 1)]
    assert len(page.xpath("//ul[@class='tiles']/li")) == 200
    assert len(page.xpath("//tr[starts-with(@id, 'bao-cao-')]")) == 200 + 2
    assert (large.folder / "index.html").stat().st_size < 1_000_000


def test_the_sheet_of_a_large_district_names_ten_communes(large: Build) -> None:
    """Of 200 communes ten stand in the first table, the others are counted; matrix and tiles stand after the sheet, not on it."""
    page = index_of(large)
    assert len(page.xpath("//div[contains(@class, 'sheet')]//table[contains(@class, 'at-issue')]/tbody/tr")) == 10
    full = sum(all(answer(n, c) == "Đạt" for c in range(1, CRITERIA + 1)) for n in range(200))
    said = text(page.xpath("//section[@aria-labelledby='xa-can-quyet']")[0])
    assert f"Còn {200 - full - 10} xã khác như vậy" in said and f"Đạt đủ 19/19: {full} xã" in said
    assert not page.xpath(
        "//div[contains(@class, 'sheet')]//*[contains(@class, 'matrix') or contains(@class, 'tiles')]"
    )


def test_only_pages_that_were_built_are_linked(large: Build) -> None:
    """199 communes have no page yet: they are named without a link, and no link is dead."""
    page = index_of(large)
    for link in page.xpath("//a/@href"):
        target = link.partition("#")[0]
        assert not target or (large.folder / target).exists(), link
    linked = {link.partition("#")[0] for link in page.xpath("//a/@href")}
    assert {link for link in linked if link.startswith("xa/")} == {"xa/huong-son.html", "xa/huong-son.tom-tat.html"}


def test_everything_can_be_read_without_the_script(large: Build) -> None:
    """Search box and buttons are the script's own: the page as written has neither, and hides nothing."""
    page = index_of(large)
    assert not page.xpath("//main//input|//main//button|//main//*[@hidden]")
    assert page.xpath("//table[@data-searchable]") and page.xpath("//th[@data-sort]")

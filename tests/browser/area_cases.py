"""Pages above the districts as a build may make them: a whole country, one province, nothing known yet, and hostile names."""

from dataclasses import replace
from pathlib import Path

from ntm_lib.presentation.frame.links import province_page
from tests.browser.edge_cases import LONG, WORDS
from tests.large_area import country, index_of, large_area, province_of

LARGE_INDEX, LARGE_PROVINCE = "lon/index.html", "lon/tinh/tinh-mau-3.html"


def make_area_pages(root: Path) -> dict[str, Path]:
    """Write the pages below `root` and return them by their addresses."""
    hostile = {
        f"tỉnh {word}": [f"huyện {word}", f"huyện {LONG}"] for word in WORDS if word.isprintable()
    }  # others no settings may have
    workbook, data = large_area(root / "data-lon", country())
    odd, odd_data = large_area(root / "data-la", hostile)
    one, one_data = large_area(root / "data-mot", country(1, 14))
    none = replace(data.of_province("", {}), absent=tuple(place.id for place in workbook.places))
    odd_province = list(hostile)[1]
    made = {
        LARGE_INDEX: index_of(workbook, data),
        LARGE_PROVINCE: province_of(workbook, data, "tỉnh Mẫu 3"),
        "la/index.html": index_of(odd, odd_data, "Trang lạ"),
        f"la/{province_page(odd_province, base='')}": province_of(odd, odd_data, odd_province),
        "mot/index.html": index_of(one, one_data, "Trang một tỉnh"),
        "khong/index.html": index_of(workbook, none, "Trang chưa có số liệu"),
    }
    for address, content in made.items():
        (root / address).parent.mkdir(parents=True, exist_ok=True)
        (root / address).write_bytes(content)
    return {address: root / address for address in made}

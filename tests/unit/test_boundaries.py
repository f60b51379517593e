"""The boundary file a user may provide: read whole, or refused with what is wrong, where, and what to do."""

import json

import pytest

from ntm_lib.errors import WorkbookError
from ntm_lib.reference.boundaries import load_boundaries

SQUARE = [[107.0, 16.0], [107.1, 16.0], [107.1, 16.1], [107.0, 16.1], [107.0, 16.0]]
ISLAND = [[107.3, 16.0], [107.4, 16.0], [107.4, 16.1], [107.3, 16.0]]
HOLE = [[107.02, 16.02], [107.04, 16.02], [107.04, 16.04], [107.02, 16.02]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}
UNITS = ("an-binh", "hoa-son")


def feature(geometry=POLYGON, unit_id="an-binh"):
    return {"type": "Feature", "properties": {"unit_id": unit_id}, "geometry": geometry}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def load(folder, document):
    path = folder / "boundaries.geojson"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return load_boundaries(path, UNITS)


def test_without_a_file_there_are_no_boundaries(tmp_path):
    """No file is no fault."""
    assert load_boundaries(tmp_path / "boundaries.geojson", UNITS) == {}


def test_polygons_and_their_parts_are_read(tmp_path):
    """A commune may have several parts; holes are left out."""
    parts = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [ISLAND]]}
    found = load(tmp_path, collection(feature(parts), feature(unit_id="hoa-son")))
    assert found == {
        "an-binh": (tuple(map(tuple, SQUARE)), tuple(map(tuple, ISLAND))),
        "hoa-son": (tuple(map(tuple, SQUARE)),),
    }


def polygon(*points):
    return {"type": "Polygon", "coordinates": [list(points)]}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{", "Không đọc được boundaries.geojson"),
        ([], "không phải GeoJSON loại FeatureCollection"),
        ({"type": "Feature"}, "không phải GeoJSON loại FeatureCollection"),
        (collection(None), "đối tượng thứ 1: thiếu thuộc tính unit_id"),
        (collection({"properties": None}), "đối tượng thứ 1: thiếu thuộc tính unit_id"),
        (collection(feature(unit_id=20182)), "đối tượng thứ 1: thiếu thuộc tính unit_id"),
        (collection(feature(), feature(unit_id="an-bin")), "thứ 2: không có đơn vị “an-bin” ở trang “Xã”, units.csv. Có phải là: an-binh?"),
        (collection(feature(), feature()), "đối tượng thứ 2: đơn vị an-binh có hai lần"),
        (collection(feature(None)), "(an-binh): hình phải là Polygon hoặc MultiPolygon"),
        (collection(feature({"type": "Point", "coordinates": [107.0, 16.0]})), "(an-binh): hình phải là Polygon"),
        (collection(feature({"type": "Polygon", "coordinates": []})), "(an-binh): hình phải là Polygon"),
        (collection(feature({"type": "MultiPolygon", "coordinates": [7]})), "(an-binh): hình phải là Polygon"),
        (collection(feature(polygon(*SQUARE[:3]))), "phải khép kín và có ít nhất ba đỉnh"),
        (collection(feature(polygon(*SQUARE[:4]))), "phải khép kín và có ít nhất ba đỉnh"),
        (collection(feature(polygon("a", "b", "c", "a"))), "tọa độ phải là các cặp số"),
        (collection(feature(polygon([107.0], [107.1], [107.2], [107.0]))), "tọa độ phải là các cặp số"),
        (collection(feature(polygon(*[SQUARE[0]] * 4))), "đường ranh giới không có diện tích"),
        (collection(feature(polygon(*[[x * 7000, y * 100000] for x, y in SQUARE]))), "Chuyển từ VN-2000"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_in_words(tmp_path, document, said):
    """The message names the file, the feature and what to do; a file in metres is told how to become degrees."""
    with pytest.raises(WorkbookError) as refused:
        load(tmp_path, document)
    assert said in str(refused.value)
    assert "boundaries.geojson" in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    """Bytes that are no UTF-8 are said to be so."""
    path = tmp_path / "boundaries.geojson"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WorkbookError, match="mã hóa UTF-8"):
        load_boundaries(path, UNITS)

"""Boundaries of communes, for a real map: a GeoJSON file that a user may put beside the reference data; none is shipped."""

import json
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path
from typing import Any

from ntm_lib.errors import WorkbookError
from ntm_lib.reference.files import LISTED, file_text
from ntm_lib.reference.sheet_titles import sheet_of
from ntm_lib.text import did_you_mean

Ring = tuple[tuple[float, float], ...]  # (longitude, latitude) in degrees, closed
SMALLEST_RING = 4  # a triangle, closed
SMALLEST_AREA = 1e-9  # square degrees: some ten square metres


def load_boundaries(path: Path, units: Collection[str]) -> dict[str, tuple[Ring, ...]]:
    """Return the outer rings of each unit by `unit_id`; empty if there is no file.

    The file is a FeatureCollection whose features have the property `unit_id` and a Polygon or MultiPolygon in degrees (WGS 84).
    Holes are left out: a unit in one is drawn over it. Raises WorkbookError that names the feature and what to do.
    """
    try:
        document = json.loads(file_text(path))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError) as error:
        where = (
            f"dòng {error.lineno}, cột {error.colno}"
            if isinstance(error, json.JSONDecodeError)
            else "quá dài hoặc lồng quá sâu"
        )
        raise WorkbookError(
            f"Không đọc được {path.name}: không phải JSON ({where}). Xuất lại ranh giới dưới dạng GeoJSON, mã hóa UTF-8."
        ) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise WorkbookError(f"{path.name}: không phải GeoJSON loại FeatureCollection. Xuất lại lớp ranh giới xã.")
    boundaries: dict[str, tuple[Ring, ...]] = {}
    for number, feature in enumerate(features, start=1):
        where = f"{path.name}, đối tượng thứ {number}"
        unit_id = _unit_id(feature, units, where)
        if unit_id in boundaries:
            raise WorkbookError(
                f"{where}: đơn vị {unit_id} có hai lần. Gộp các phần của một xã thành một MultiPolygon."
            )
        boundaries[unit_id] = _outer_rings(feature.get("geometry"), f"{where} ({unit_id})")
    return boundaries


def ring_area(ring: Ring) -> float:
    """Return the area in square degrees (shoelace formula)."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def _unit_id(feature: Any, units: Collection[str], where: str) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    unit_id = properties.get("unit_id") if isinstance(properties, dict) else None
    if not isinstance(unit_id, str) or not unit_id:
        raise WorkbookError(f"{where}: thiếu thuộc tính unit_id. Ghi mã như cột “Mã xã” ở {sheet_of('units.csv')}.")
    if unit_id not in units:
        near = did_you_mean(unit_id, units, LISTED["unit_id"])
        raise WorkbookError(f"{where}: không có đơn vị “{unit_id}” ở {sheet_of('units.csv')}. {near}")
    return unit_id


def _outer_rings(geometry: Any, where: str) -> tuple[Ring, ...]:
    match geometry:
        case {"type": "Polygon", "coordinates": [outer, *_]}:
            return (_ring(outer, where),)
        case {"type": "MultiPolygon", "coordinates": [_, *_] as polygons}:
            return tuple(_outer_rings({"type": "Polygon", "coordinates": p}, where)[0] for p in polygons)
    raise WorkbookError(f"{where}: hình phải là Polygon hoặc MultiPolygon có ít nhất một vòng. Xuất lại lớp ranh giới.")


def _ring(points: Any, where: str) -> Ring:
    try:
        ring = tuple((float(point[0]), float(point[1])) for point in points)
    except (TypeError, ValueError, OverflowError, IndexError, KeyError) as error:
        raise WorkbookError(f"{where}: tọa độ phải là các cặp số [kinh độ, vĩ độ].") from error
    if len(ring) < SMALLEST_RING or ring[0] != ring[-1]:
        raise WorkbookError(f"{where}: đường ranh giới phải khép kín và có ít nhất ba đỉnh.")
    if not all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in ring):  # NaN is refused, too
        raise WorkbookError(
            f"{where}: tọa độ không phải kinh độ, vĩ độ. Chuyển từ VN-2000 hoặc hệ khác sang WGS 84 (EPSG:4326) rồi xuất lại."
        )
    if ring_area(ring) < SMALLEST_AREA:
        raise WorkbookError(f"{where}: đường ranh giới không có diện tích. Xuất lại lớp ranh giới.")
    return ring

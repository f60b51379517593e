"""The list of units: names of a province at a day, and the table made anew."""

from datetime import date

import pytest

from ntm_lib.reference import gazetteer
from ntm_lib.reference.gazetteer import unit_names
from ntm_lib.text import name_key


@pytest.mark.parametrize(
    ("province", "day", "name", "is_there"),
    [
        ("tỉnh Thừa Thiên Huế", date(2021, 12, 20), "Hương Hữu", True),
        ("Thừa Thiên Huế", date(2015, 12, 31), "Hương Hữu", True),  # before the first list that one counts
        ("thành phố Huế", date(2025, 12, 20), "Hương Hữu", False),
        ("thành phố Huế", date(2025, 12, 20), "Khe Tre", True),
        ("nơi khác", date(2021, 12, 20), "Hương Hữu", False),
    ],
)
def test_a_name_is_known_for_its_days(province: str, day: date, name: str, is_there: bool) -> None:
    assert (name_key(name) in unit_names(province, day)) == is_there


def test_the_table_made_anew_is_the_table(tmp_path, monkeypatch) -> None:
    """Packed from a table of the same places it says the same; the bytes may be another version's of the packer."""
    rows = [*gazetteer._places()]
    lines = [",".join(rows[0]), *(",".join(f'"{value}"' for value in row.values()) for row in rows)]
    (tmp_path / "places.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    monkeypatch.setattr(gazetteer, "_PACKED", tmp_path / "places.tsv.xz")
    gazetteer.pack(tmp_path)
    assert [*gazetteer._places()] == rows and len(rows) > 10_000

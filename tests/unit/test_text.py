"""Vietnamese text as people type it."""

import pytest

from ntm_lib.text import clean, did_you_mean, in_quotes, name_key, natural_key, slug, spelling_key, village_key
from tests.unit.builders import nfd


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        (None, ""),
        ("", ""),
        ("  xã   Hương\u00a0Phú \n", "xã Hương Phú"),
        (nfd("Thượng Quảng"), "Thượng Quảng"),
        (17.1, "17.1"),
        ("\ufeff\u200b 12", "12"),  # a space behind an invisible mark is a space at the edge
        ("thôn \u200b 3", "thôn 3"),
        ("e\u200b\u0301", "é"),
        ("dòng một\r\ndòng\thai", "dòng một dòng hai"),
        ("\u202exã\u202c \x07Hương", "xã Hương"),
    ],
)
def test_clean_gives_one_normal_form(typed, cleaned):
    """A cell's text comes out composed, with single ordinary spaces, and nothing becomes the empty text."""
    assert clean(typed) == cleaned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hương Hữu", nfd("Hương Hữu")),
        ("Hương Hoà", "Hương Hòa"),
        ("Hoá", "Hóa"),
        ("Hoả", "Hỏa"),
        ("Hoã", "Hõa"),
        ("Hoạ", "Họa"),
        (nfd("Thuỷ"), "Thủy"),
        ("xã  Hương Phú", "Hương Phú"),
        ("Xã Hương Phú", "HƯƠNG PHÚ"),
        ("thị trấn Khe Tre", "Khe Tre"),
        ("Hương\u00a0Sơn", "Hương Sơn"),
    ],
)
def test_two_spellings_of_one_name_have_one_key(one, other):
    """Unicode form, case, spaces, the kind of unit in front and the place of the tone mark do not part a name."""
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thương Quảng", "Thượng Quảng"),
        ("Hương Hòa", "Hương Hóa"),
        ("Thượng Lộ", "Thượng Long"),
        ("Hương Hữu", "Huong Huu"),
        ("Đông", "Dông"),
        ("Sơn", "Sôn"),
    ],
)
def test_letters_and_tones_keep_names_apart(one, other):
    """A different letter or a different tone is a different name."""
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("one", "other", "same"), [("Thôn  HOÀ", nfd("thôn Hòa"), True), ("Tỉnh công nhận", "công nhận", False)]
)
def test_a_spelling_keeps_every_word(one, other, same):
    """Texts that are no units' names are compared alike, but no word in front is dropped."""
    assert (spelling_key(one) == spelling_key(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("thôn 3", "Thôn  3", True),
        ("3", "thôn 3", True),
        ("bản Ka Nôn", "Ka Nôn", True),
        ("thôn 3", "thôn 30", False),
        ("thôn Thuỷ Yên", "Thủy Yên", True),
        ("Thôn", "thôn", True),
        ("Thônđôi", "đôi", False),
    ],
)
def test_a_village_is_called_with_or_without_its_kind(one, other, same):
    """“3” and “thôn 3” are one village of a commune; thôn 30 is another."""
    assert (village_key(one) == village_key(other)) is same


def test_the_kind_of_unit_is_dropped_only_as_a_word_of_its_own():
    """A name that merely begins with the letters of "xã" is not cut."""
    assert name_key("Xãng Phú") != name_key("ng Phú")


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("Hương Hữu", "huong-huu"),
        (nfd("Đông Sơn"), "dong-son"),
        ("  Phòng LĐ-TBXH ", "phong-ld-tbxh"),
        ("thôn 10", "thon-10"),
        ("–", ""),
    ],
)
def test_slug_is_plain_ascii(name, link):
    """A name becomes lower-case ASCII words joined by hyphens."""
    assert slug(name) == link


def test_codes_sort_as_people_number_them():
    """17.2 stands before 17.10, and 2 before 10; text sorting would turn both round."""
    codes = ["17.10", "2", "17.2", "10", "17", "1.a"]
    assert sorted(codes, key=natural_key) == ["1.a", "2", "10", "17", "17.2", "17.10"]


@pytest.mark.parametrize("odd", ["²", "1²", "٣", "9" * 5_000, "0" * 5_000 + "1", "", "½"])
def test_any_code_has_its_place(odd):
    """Signs that are digits elsewhere, and digits without end, are sorted like any text; two codes never share a place."""
    assert len({natural_key(code) for code in (odd, "17.2", f"{odd}.1")}) == 3
    assert sorted([odd, "17.2", f"{odd}.1"], key=natural_key)


def test_codes_stay_text():
    """17.1 and 17.10 are two codes."""
    assert natural_key("17.1") != natural_key("17.10")


def test_a_near_word_is_suggested():
    """The hint names what was nearly typed, and nothing that is far from it."""
    assert did_you_mean("Thương Quảng", ["Hương Sơn", "Thượng Quảng"]) == "Có phải là: Thượng Quảng?"


@pytest.mark.parametrize("typed", ["Khe Tre", "KHE-TRE-2025", "khe tré"])
def test_neither_case_nor_marks_hide_a_near_word(typed):
    """Who types the name for the id, or in capitals, is told the id."""
    assert "khe-tre-2025" in did_you_mean(typed, ["long-quang", "khe-tre-2025", *map(str, range(20))])


def test_at_most_three_are_near():
    """The nearest first, and no more than three."""
    assert did_you_mean("xa", [f"xa-{n}" for n in range(9)]).count(",") == 2


def test_words_are_listed_when_none_is_near_and_they_are_few():
    """Where nothing is near, the hint lists what can be used; of many it says where they stand, or the first of them."""
    many = [f"xa-{n}" for n in range(10)]
    assert did_you_mean("zzz", iter(["2020", "2021"])) == did_you_mean("zzz", ["2020", "2021"], "Xem units.csv.")
    assert did_you_mean("zzz", ["2020", "2021"]) == "Các tên dùng được: 2020, 2021."
    assert did_you_mean("≥", [">=", "<="]) == "Các tên dùng được: >=, <=."
    assert did_you_mean("zzz", many, "Xem units.csv.") == "Xem units.csv."
    assert did_you_mean("zzz", many).endswith("xa-7 và 2 tên nữa.")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("Thôn 3", "“Thôn 3”"), ("x” đã được công nhận “y", "“x’ đã được công nhận ‘y”"), ("„a‟", "“‚a‛”"), ("", "“”")],
)
def test_a_quotation_ends_where_it_ends(text, quoted):
    """No mark within the words of others ends their quotation."""
    assert in_quotes(text) == quoted

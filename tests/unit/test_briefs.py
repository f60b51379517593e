"""What fits on a sheet of a brief, by estimates; tests/browser/test_briefs.py holds them against printed sheets."""

import pytest

from ntm_lib.presentation.brief import paper
from ntm_lib.presentation.brief.paper import BODY, MORE, TABLE, Fill, clipped, fitted, height, lines


def test_a_text_takes_the_lines_its_words_need():
    """Marks above and below Vietnamese letters add no width; an empty text stands in no line, and has no height."""
    assert lines("ấ" * 10, 1000) == lines("a" * 10, 1000) == 1
    assert TABLE.width("ấộữ") == TABLE.width("aou")
    assert lines("một hai ba", BODY.width("một hai")) == 2
    assert height("") == 0.0 and height("x") == BODY.leading


def test_a_word_without_end_is_broken():
    """As frame.html.breakable lets it break: what somebody typed without a space is no wider than the sheet."""
    assert lines("dài" * 1000) > 20


@pytest.mark.parametrize("most", [1, 2, 5])
def test_what_is_too_long_is_cut_at_a_word(most):
    text = clipped("Đề nghị huyện xem xét, bố trí kinh phí. " * 40, most)
    assert lines(text) == most and text.endswith("…")
    assert clipped("Ngắn.", most) == "Ngắn."


def test_lists_are_cut_to_the_space():
    """Each has its share; what one leaves the others take in their order; a cut list has room for the line that says so."""
    short, long = Fill([10.0] * 2, 20.0, 0.5), Fill([10.0] * 50, 20.0, 0.5)
    assert fitted(1000, short, long) == [2, 50]
    counts = fitted(300, short, long)
    assert counts[0] == 2 and short.used(2) + long.used(counts[1]) <= 300
    assert short.used(2) + long.used(counts[1] + 1) > 300
    assert fitted(300, long, long)[0] >= 10
    assert long.used(3) == 20 + 30 + MORE


def test_an_empty_list_takes_no_space():
    assert Fill([], 40.0, 0.5).used(0) == 0.0 and fitted(10, Fill([], 40.0, 0.5)) == [0]


def test_nothing_fits_where_there_is_no_space():
    assert fitted(5.0, Fill([10.0], 20.0, 1.0)) == [0]
    assert paper.row_height(["một", "hai " * 30], [50.0, 100.0]) > 5 * TABLE.leading

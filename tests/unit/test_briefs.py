"""What fits on a sheet of a brief, by estimates; tests/browser/test_briefs.py holds them against printed sheets."""

import pytest

from ntm_lib.analysis.proposals import NEW_RULE, TO_BE_SET, TOO_SLOW
from ntm_lib.presentation.brief import paper
from ntm_lib.presentation.brief.paper import BODY, MORE, TABLE, Fill, clipped, clipped_before, fitted, height, lines
from ntm_lib.presentation.brief.second_sheet import cut_item
from ntm_lib.presentation.words.proposals import proposal_sentence
from ntm_lib.reference.departments import COMMUNES


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


LONG = [f"{n} Tiêu chí có tên thật dài của bộ" for n in range(1, 15)]


@pytest.mark.parametrize("measure", [TO_BE_SET, TOO_SLOW, NEW_RULE])
def test_a_drafted_item_is_cut_before_what_it_asks_to_decide(measure) -> None:
    """Criteria and gaps give way, never "mức giao … do hội nghị quyết định": what is ticked is that, not that all will be met."""
    labels = {label.partition(" ")[0]: label for label in LONG}
    row = {"measure": measure, "criterion_no": ";".join(labels), "lead": COMMUNES, "deadline_year": "2022", "unit_id": "an", "summary": "", "about": ""}  # fmt: skip
    gaps = {("an", number): "còn 17 hộ (nước sạch)" for number in labels}
    item = f"{proposal_sentence(row, labels, {}, {}, gaps, ['chuẩn nghèo mới. ' * 9])}."
    cut = cut_item(item, 300)
    assert lines(cut, 300) <= 5 < lines(item, 300) and cut.startswith("Phấn đấu các tiêu chí 1 Tiêu chí")
    assert "; mức giao năm 2022 do hội nghị quyết định" in cut and "…" in cut
    assert measure != TOO_SLOW or cut.endswith("đạt năm 2022; mức giao năm 2022 do hội nghị quyết định.")


def test_of_a_drafted_item_brackets_are_cut_first_and_from_the_back() -> None:
    """A name stays longer than how much is missing; an item without such an end is cut at its own."""
    item = "Phấn đấu tiêu chí 9 Nhà ở (còn 17 nhà) và 14 Giáo dục (14.2 thiếu 2 học sinh (lớp 9), rất nhiều chữ nữa)"
    assert clipped_before("", item, 2, 240) == "Phấn đấu tiêu chí 9 Nhà ở (còn 17 nhà) và 14 Giáo dục (…)"
    assert clipped_before("", "Ngắn.", 2, 300) == cut_item("Ngắn.", 300) == "Ngắn."
    long = cut_item("Tiếp tục thực hiện việc đã giao. " * 20, 300)
    assert lines(long, 300) == 5 and long.endswith("…")

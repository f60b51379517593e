"""The parts of a page above the districts, in the order they are read: of a province, its districts; of all, the provinces."""

from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.kinds import area_name
from ntm_lib.presentation.overview import area_words as area
from ntm_lib.presentation.overview.answers import of_all
from ntm_lib.presentation.overview.area_headline import headline
from ntm_lib.presentation.overview.area_table import bands, standing
from ntm_lib.presentation.overview.area_view import AreaView
from ntm_lib.presentation.words.numbers import day, number
from ntm_lib.presentation.words.season import figures_status, illustrative_banner, status_banner
from ntm_lib.reference.criteria import partial_words
from ntm_lib.text import season_text, sentence_case

__all__ = ["bands", "header", "headline", "notes", "standing"]


def header(view: AreaView) -> Part:
    """Banner and title."""
    districts = f"{number(len(view.districts))} {view.district_word}"
    subtitle = [
        f"{area.whose(view)}, {districts}" if view.is_by_province else districts,
        season_text(view.season.name),
        figures_status(view.statuses, view.season, is_tabled=view.is_tabled),
    ]
    return render(
        "frame/header.html.j2",
        title=f"Tiến độ nông thôn mới {view.province or area_name(view.workbook, view.season)}",
        subtitle=subtitle,
        status=status_banner(view.issue_date),
        partial=partial_words(view.criteria_set),
        made_up=illustrative_banner(view.whole.is_illustrative, view.whole.compares_illustrative),
    )


def notes(view: AreaView) -> Part:
    """What is counted, what is compared, where the figures come from, and of which districts there are none."""
    total, own = view.criteria_set.criteria_total, view.criteria_set
    said = [
        ("Bộ tiêu chí", f"{own.name} ({own.decision}), {total} tiêu chí."),
        ("Cách đếm", f"Cộng kết quả từng xã của các {view.district_word}. Xã đạt đủ là xã không còn tiêu chí nào chưa đạt hoặc chưa có số liệu; tiêu chí không áp dụng được tính là đạt. Còn tiêu chí chưa có số liệu thì ghi “ít nhất”; xã mà tiêu chí đó có thể đổi nhóm thì ghi là chưa xếp nhóm (thiếu số liệu). Bình quân là tổng số tiêu chí đạt chia cho tổng số xã."),
        ("Công nhận", f"Số xã có quyết định đã ký đến {day(view.season.cut_off)}, tách khỏi số xã hiện đạt đủ. Xã chưa rõ ngày ký không tính."),
        ("So sánh", area.not_compared(view) or f"Chỉ tính {of_all(view.whole.compared, view.whole.counts.commune_count, 'xã')} có đủ số liệu ở cả hai kỳ, cùng bộ tiêu chí và địa giới."),
        ("Thứ tự", f"Các {view.place_word} xếp theo danh sách trong sổ dữ liệu, không phải xếp hạng."),
        ("Nguồn", f"Trang của từng {view.district_word} (mở bằng tên trong bảng{' của trang tỉnh' if view.is_by_province else ''}), lập từ biểu các xã đã nộp."),
        (f"{sentence_case(view.district_word)} chưa có số liệu", _named(view, view.data.without_figures) or "Không có."),
    ]  # fmt: skip
    if view.data.stale:
        words = f"{_named(view, view.data.stale)} Lần lập gần nhất bị lỗi, số liệu có thể là của lần trước."
        said.append(("Số liệu có thể cũ", words))
    return render("frame/notes.html.j2", notes=said)


def _named(view: AreaView, ids: tuple[str, ...]) -> str:
    """Return the names of districts as a sentence, by province if there are several: "Tỉnh Mẫu Bắc: huyện Bắc Sông."; "" if none."""
    chosen = [district for i, district in view.districts.items() if i in set(ids)]
    if not view.is_by_province:
        return sentence_case(f"{', '.join(d.name for d in chosen)}.") if chosen else ""
    parts = []
    for province in dict.fromkeys(district.province for district in chosen):
        names = [district.name for district in chosen if district.province == province]
        count = sum(district.province == province for district in view.districts.values())
        whole = f"cả {number(count)} {view.district_word}"
        parts.append(f"{province}: {whole if len(names) == count > 1 else ', '.join(names)}")
    return sentence_case(f"{'; '.join(parts)}.") if chosen else ""

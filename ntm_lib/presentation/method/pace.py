"""How pace is computed, for the method page: both rules side by side, their source, and a worked example from a row of PACE."""

import pandas as pd

from ntm_lib.analysis.pace import LEAST_POINTS, WINDOW_YEARS, compound_growth
from ntm_lib.presentation.words.numbers import beside, number, percent, signed
from ntm_lib.presentation.words.pace import pace_word
from ntm_lib.reference.indicators import Level
from ntm_lib.schemas import Pace

Section = tuple[str, list[str]]

SOURCE = "https://github.com/open-sdg/open-sdg/blob/master/docs/progress-methodology.md"

_POINTS = (
    "Lấy các kỳ nào",
    [
        "Mỗi năm lấy một số: số của kỳ cuối năm; kỳ đang báo cáo được tính dù là kỳ giữa năm, khi đó thời gian tính theo tháng chốt số liệu. "
        f"Chỉ lấy {WINDOW_YEARS} năm gần nhất, cần ít nhất {LEAST_POINTS} kỳ có số liệu, và chỉ những kỳ liền nhau theo cùng một bộ tiêu chí. "
        "Kỳ thiếu số liệu thì bỏ qua, không coi là 0.",
        "Xã thành lập do sáp nhập: số của các năm trước là tổng tử số trên tổng mẫu số của các xã cũ, chỉ khi mọi xã cũ đều có đủ số đếm; báo cáo luôn ghi rõ điều đó.",
    ],
)
_COUNTS = (
    "Cách tính theo số đếm, dùng trong báo cáo",
    [
        "Đã làm mỗi năm = phần khoảng cách đến mức quy định đã thu hẹp từ kỳ đầu đến kỳ cuối, chia cho số năm giữa hai kỳ.",
        "Với một tỷ lệ, khoảng cách tính bằng điểm phần trăm rồi nhân với mẫu số hiện nay (số hộ, số người…), giống như phần còn thiếu. Tử số đơn thuần có thể "
        "gây nhầm: xã tăng hộ thì số hộ nghèo phải giảm cũng khác; bớt một trường chưa đạt thì tỷ lệ tăng mà không trường nào mới đạt.",
        "Cần mỗi năm = phần còn thiếu đến mức của năm phải đạt, chia cho số năm đến hết năm ấy; bộ tiêu chí chưa có mức của năm ấy thì không tính, không lấy mức của năm khác. Số liệu có mốc đứt chuỗi trước hết năm ấy thì không tính, mức giao để hội nghị quyết định; bộ tiêu chí khác thay trước hết năm ấy thì vẫn tính theo bộ của kỳ, và báo cáo ghi từ ngày nào bộ khác thay. Số năm cần = phần còn thiếu chia cho đã làm mỗi năm, làm tròn lên. "
        "Kịp đạt nghĩa là nếu giữ tốc độ ấy: đã làm mỗi năm không ít hơn cần mỗi năm; không phải dự báo. Mỗi năm làm ít hơn năm trước thì ghi chậm dần, nhiều hơn thì ghi nhanh dần.",
        "Tốc độ nói bằng số tròn: xã có vài trăm hộ thì một hộ đã là vài phần mười điểm phần trăm.",
    ],
)
_GROWTH = (
    "Cách tính của Open SDG, để đối chiếu",
    [
        "R = tốc độ tăng trưởng kép đã có, chia cho độ lớn của tốc độ tăng trưởng kép cần có. Đã có = (số hiện nay / số đầu)^(1 / số năm đã qua) − 1. "
        "Cần có = (mức phải đạt / số đầu)^(1 / số năm từ đầu đến hạn) − 1. Chỉ tiêu càng thấp càng tốt thì đổi dấu.",
        "Theo phương pháp này: R từ 95% là đúng hướng; từ 60% đến dưới 95% là cần tăng tốc; từ 0 đến dưới 60% là tiến bộ hạn chế; dưới 0 là đi lùi. Đã đạt mức thì không tính R.",
        "Không tính được khi mức, số đầu hoặc số hiện nay bằng 0, như “không còn nhà tạm”. Phương pháp gốc thay 0 bằng 0,001 và lưu ý rằng số thay vào làm kết quả đổi nhiều; ở đây không thay.",
        f"Nguồn: Open SDG, Progress Measurement Methodology, do Cơ quan Thống kê Canada xây dựng theo cách của Eurostat ({SOURCE}).",
    ],
)
_DIFFERENCE = (
    "Vì sao hai cách có thể khác nhau",
    [
        "Số đếm đi theo đường thẳng và tính từ nay đến hạn; tăng trưởng kép đi theo tỷ lệ và tính cả quãng từ kỳ đầu. Khi số đã nhỏ, giảm thêm một hộ là "
        "một tỷ lệ lớn, nên R thường cao hơn. Cán bộ lập kế hoạch theo số hộ, số nhà, nên báo cáo lấy số đếm làm chính và để R bên cạnh.",
    ],
)


def method(row: Pace | None = None, level: Level | None = None, figure: str = "", unit: str = "") -> list[Section]:
    """Return (heading, paragraphs) that explain pace; with a row of PACE that has one, a worked example by both rules at the end.

    `level` is the figure's row of the criteria set in the year by which it is to be reached, `figure` its name and `unit` that of the commune as they stand in a sentence.
    """
    sections = [_POINTS, _COUNTS, _GROWTH, _DIFFERENCE]
    if row is None or level is None or pd.isna(row["done_per_year"]) or not row["needed_per_year"] > 0:
        return sections
    return [*sections, ("Ví dụ", _example(row, level, figure, unit))]


def _example(row: Pace, level: Level, figure: str, unit: str) -> list[str]:
    shown = beside(
        row["value"], level["value_type"], level["unit"], row["comparator"], row["target"], row["first_value"]
    )
    first, now, target = shown.others[0], shown.value, shown.level
    start = (
        f"{unit}, {figure}: {first} năm {int(row['first_year'])}, {now} năm {int(row['last_year'])}; "
        f"mức phải đạt {target} vào cuối năm {row['target_year']}."
    )
    left: float = abs(row["target"] - row["value"]) if pd.isna(row["gap_count"]) else row["gap_count"]
    years_left = left / row["needed_per_year"]
    return [start, _by_counts(row, level, left, years_left), _by_growth(row, row["span_years"] + years_left)]


def _by_counts(row: Pace, level: Level, left: float, years_left: float) -> str:
    whole = " × mẫu số hiện nay" if level["value_type"] == "percent" else ""
    unit = level["count_unit"]
    done, needed = number(row["done_per_year"], 1), number(row["needed_per_year"], 1)
    text = (
        f"Theo số đếm: đã làm = chênh lệch giữa {number(row['first_value'], 1)} và {number(row['value'], 1)}{whole}, "
        f"chia cho {number(row['span_years'], 1)} năm = {done} {unit}/năm. "
        f"Cần = {number(left, 1)} {unit}, chia cho {number(years_left, 1)} năm = {needed} {unit}/năm."
    )
    if not pd.isna(row["years_needed"]):
        text += f" Số năm cần = {number(left, 1)} / {done}, làm tròn lên là {number(row['years_needed'])}."
    return f"{text} Tỷ số = {done} / {needed} = {number(row['ratio'], 2)}: {pace_word(row)}."


def _by_growth(row: Pace, years_in_all: float) -> str:
    if pd.isna(row["sdg_ratio"]):
        return "Theo Open SDG: không tính được R, vì mức, số đầu hoặc số hiện nay bằng 0, hoặc số đầu đã đúng bằng mức."
    observed = compound_growth(row["first_value"], row["value"], row["span_years"])
    required = compound_growth(row["first_value"], row["target"], years_in_all)
    first, now, target = number(row["first_value"], 1), number(row["value"], 1), number(row["target"], 2)
    return (
        f"Theo Open SDG: đã có = ({now} / {first})^(1 / {number(row['span_years'], 1)}) − 1 = {signed(100 * observed, 1)}% một năm; "
        f"cần có = ({target} / {first})^(1 / {number(years_in_all, 1)}) − 1 = {signed(100 * required, 1)}% một năm; "
        f"R = {percent(100 * row['sdg_ratio'], 0)}."
    )

"""What a workbook has not been told yet for a season, one line each with its number: what is lacking is known before pages are read."""

from collections.abc import Iterator

from ntm_lib.presentation.words.criteria import whose_level
from ntm_lib.presentation.words.numbers import day
from ntm_lib.presentation.words.standing import NO_DECISIONS, some_names
from ntm_lib.reference.departments import COMMUNES
from ntm_lib.reference.gazetteer.changes import first_without
from ntm_lib.reference.gazetteer.lists import REFORM, SNAPSHOTS, around, list_name
from ntm_lib.reference.units import WAITING
from ntm_lib.text import sentence_case
from ntm_lib.workbook import Season, Workbook


def lacking_lines(workbook: Workbook, season: Season) -> Iterator[str]:
    """Yield a line for each kind of reference data that is lacking in `season`; `workbook` is that of one place."""
    if sentence := no_agency(workbook, season):
        yield f"{sentence} Sửa valid_from, valid_to trong departments.csv, hoặc thêm cơ quan của thời kỳ này."
    yield from level_lines(workbook, season)
    yield from lead_lines(workbook, season)
    if workbook.key_measures.loc[workbook.key_measures["criteria_set"] == season.criteria_set].empty:
        yield f"Chưa khai số liệu để so các xã của bộ {season.criteria_set} (key-measures.csv): trang xã không có phần so sánh."
    if workbook.recognition.empty:
        yield f"{sentence_case(NO_DECISIONS)} (recognition.csv)."
    for where, figure in workbook.lost_measures():
        yield f"{where}, cột indicator: không bộ nào có chỉ tiêu “{figure}” nên không biểu nào hỏi số liệu này. Sửa mã, hoặc để trống để biểu hỏi riêng."
    communes = workbook.communes(season)
    unplaced = sum(unit.lat is None or unit.lon is None for unit in communes)
    if unplaced:
        yield f"{unplaced}/{len(communes)} xã chưa có vị trí (lat, lon trong units.csv): không có ô trên sơ đồ các xã."
    waiting = [unit.full_name for unit in workbook.units.values() if unit.note.startswith(WAITING)]
    if waiting:
        yield f"{len(waiting)} đơn vị chờ xác nhận (cột note của units.csv: {some_names(waiting, of='đơn vị')}): xem nghị quyết, sửa communes trong data/workbook.toml, rồi xóa lời ở cột note."
    yield from gone_lines(workbook, season)
    items = workbook.conclusions(season)
    unled = [] if items is None else list(items.loc[items["lead"] == "", "item"])
    if unled:
        yield f"{len(unled)} kết luận chưa phân công chủ trì (mục {some_names(unled, of='mục')}): ghi cột lead trong data/conclusions/{season.conclusions}.csv; đến lúc ấy không biểu nào hỏi tới."


def gone_lines(workbook: Workbook, season: Season) -> Iterator[str]:
    """Yield a line on the season's communes that a list up to the one after its cut-off no longer has, though units.csv has them on that
    list's day: merged or renamed, nobody has said when. Those that wait to be confirmed have a line of their own.
    """
    gone: dict[str, list[str]] = {}
    before, after = around(season.cut_off)
    until = after or before
    for unit in workbook.communes(season) if until and SNAPSHOTS[until] < REFORM else ():
        snapshot, heir = first_without(unit.code, unit.name, until)
        is_there = snapshot and unit.valid_on(SNAPSHOTS[snapshot])
        if is_there and not unit.note.startswith(WAITING):
            said = f" (mã {unit.code} nay là {heir.kind} {heir.name})" if heir else ""
            gone.setdefault(snapshot, []).append(f"{unit.full_name}{said}")
    for snapshot, names in gone.items():
        yield f"{len(names)} đơn vị không có trong danh sách {list_name(snapshot)} ({some_names(names, of='đơn vị')}), chờ xác nhận: xem nghị quyết; đã nhập, đổi tên thì ghi valid_to, successor và dòng của đơn vị mới trong units.csv, sửa communes trong data/workbook.toml."


def no_agency(workbook: Workbook, season: Season) -> str:
    """Return that the season's cut-off has no agency at all: nobody gets a form or a page, a conclusion or an indicator; "" if it has one."""
    if set(workbook.departments_in(season)) - {COMMUNES}:
        return ""
    return f"Không có cơ quan nào tại ngày chốt số liệu {day(season.cut_off)} nên không có trang, biểu của cơ quan."


def level_lines(workbook: Workbook, season: Season) -> Iterator[str]:
    """Yield a line for those whose level it is that nobody has entered, the province's first: the verdict of the form stands."""
    levels = workbook.common_levels(season)
    is_left = (levels["rule"] == "assessed") & (levels["lacking_for"] == "") & ~levels["has_other_years"]
    is_left &= levels["value_type"].isin(["percent", "number", "money"]) & ~levels["is_verdict"] & ~levels["is_broken"]
    left = levels[is_left].drop_duplicates("indicator")
    for whose, codes in left.groupby(left["target_text"].map(whose_level), sort=False)["indicator"]:
        yield f"{len(codes)} chỉ tiêu chưa có {whose} ({', '.join(codes)}): theo đánh giá ghi trong biểu; có văn bản thì ghi vào data/reference/levels.csv."


def lead_lines(workbook: Workbook, season: Season) -> Iterator[str]:
    """Yield the line on indicators that nobody leads; and, once any is led, the one on departments that have nothing to say."""
    indicators, leads = workbook.common_levels(season)["indicator"], workbook.leads_in(season)
    led = indicators.isin(leads.loc[leads["criteria_set"] == season.criteria_set, "indicator"])
    alone, total = indicators[~led].nunique(), indicators.nunique()
    if alone:
        pages = ", cơ quan có trang khi đã được phân công" if alone == total else ""
        yield f"{alone}/{total} chỉ tiêu chờ phân công chủ trì (ghi vào data/reference/indicator-leads.csv){pages}."
    silent = workbook.departments_without_matter(season)
    if silent and alone < total:
        names = some_names([department.name for department in silent], of="cơ quan")
        yield f"{len(silent)} cơ quan ghi has_report mà mùa này không chủ trì chỉ tiêu, kết luận nào nên không có trang: {names}."

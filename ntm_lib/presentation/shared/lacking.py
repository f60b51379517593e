"""What a workbook has not been told yet for a season, one line each with its number: what is lacking is known before pages are read."""

from collections.abc import Iterator

from ntm_lib.analysis.ended_leads import EndedLead
from ntm_lib.analysis.open_conclusions import Change, why_lost
from ntm_lib.presentation.words.criteria import whose_level
from ntm_lib.presentation.words.numbers import day
from ntm_lib.presentation.words.standing import NO_DECISIONS, some_names
from ntm_lib.reference.binding_indicators import FILE as BINDING
from ntm_lib.reference.departments import COMMUNES
from ntm_lib.reference.gazetteer.changes import first_without
from ntm_lib.reference.gazetteer.lists import REFORM, SNAPSHOTS, around, list_name
from ntm_lib.reference.units import WAITING
from ntm_lib.text import sentence_case
from ntm_lib.workbook import Season, Workbook


def lacking_lines(workbook: Workbook, season: Season) -> Iterator[str]:
    """Yield a line for each kind of reference data that is lacking in `season`; `workbook` is that of one place."""
    if not workbook.criteria_set(season.criteria_set).complete:
        yield f"Bộ tiêu chí {season.criteria_set} mới biết một phần chỉ tiêu: bổ sung ở trang “Chỉ tiêu” khi có văn bản."
    yield from gone_lines(workbook, season)
    if sentence := no_agency(workbook, season):
        yield f"{sentence} Sửa “Từ ngày”, “Đến hết ngày” ở {workbook.sheet_of('departments.csv')}, hoặc thêm cơ quan của thời kỳ này."
    yield from level_lines(workbook, season)
    yield from lead_lines(workbook, season)
    if workbook.key_measures.loc[workbook.key_measures["criteria_set"] == season.criteria_set].empty:
        yield f"Chưa khai số liệu để so các xã của bộ {season.criteria_set} ({workbook.sheet_of('key-measures.csv')}): trang xã không có phần so sánh."
    if workbook.recognition.empty:
        yield f"{sentence_case(NO_DECISIONS)} ({workbook.sheet_of('recognition.csv')})."
    for where, figure in workbook.lost_measures():
        yield f"{where}, “Là chỉ tiêu”: không bộ nào có chỉ tiêu “{figure}” nên không biểu nào hỏi số liệu này. Sửa mã, hoặc để trống để biểu hỏi riêng."
    communes = workbook.communes(season)
    unplaced = sum(unit.lat is None or unit.lon is None for unit in communes)
    if unplaced and len(communes) > 1:
        yield f"{unplaced}/{len(communes)} xã chưa có vị trí (“Vĩ độ”, “Kinh độ” ở {workbook.sheet_of('units.csv')}): không có ô trên sơ đồ các xã."
    yield from ended_lines(workbook, season)
    yield from unconfirmed_lines(workbook, season)
    yield from conclusion_lines(workbook, season)
    empty = int((workbook.assumptions["text"] == "").sum())
    if empty:
        yield f"{empty} giả định chưa ghi lời (cột “Giả định” ở {workbook.sheet_of('assumptions.csv')}) nên không được nêu trên trang: ghi, hoặc bỏ dòng."


def ended_lines(workbook: Workbook, season: Season) -> Iterator[str]:
    """Yield the line on communes of the place, in any period, that have ended before the season and of which nobody says what they became."""
    listed = [workbook.units[i] for i in dict.fromkeys(i for own in workbook.place.period for i in own.communes)]
    gone = [u.full_name for u in listed if u.valid_to and u.valid_to < season.cut_off and not u.successors]
    if gone:
        yield f"{len(gone)} đơn vị đã hết hiệu lực mà chưa ghi nhập vào đâu ({some_names(gone, of='đơn vị')}), kỳ này không còn: ghi “Nhập vào” ở {workbook.sheet_of('units.csv')}, hoặc sửa “Đến hết ngày”."


def conclusion_lines(workbook: Workbook, season: Season) -> Iterator[str]:
    """Yield a line for each thing without which conclusions are followed up by nobody, or by no figure."""
    items = workbook.conclusions(season)
    if items is None:
        return
    for what, lacks, column, then in (
        ("chưa phân công chủ trì", items["lead"] == "", "Chủ trì", "không biểu nào hỏi tới"),
        ("giao cho xã mà chưa ghi xã nào", (items["lead"] == COMMUNES) & (items["communes"].str.strip("; ") == ""), "Xã", "không biểu nào hỏi tới"),
        ("theo dõi bằng con số mà chưa ghi số liệu nào", (items["kind"] == "measure") & (items["measure"] == ""), "Số liệu", "không có con số để xét"),
    ):  # fmt: skip
        own = list(items.loc[lacks, "item"])
        if own:
            yield f"{len(own)} kết luận {what} (mục {some_names(own, of='mục')}): ghi cột “{column}” ở trang “Kết luận” ({workbook.conclusions_file(season).name}); đến lúc ấy {then}."


def gone_lines(workbook: Workbook, season: Season) -> Iterator[str]:
    """Yield the line on communes of the season compared with that are now something which the workbook does not follow."""
    change, before = since_compared(workbook, season)
    gone = change.outside(before)
    if gone:
        kinds = {workbook.units[i].kind for unit_id in gone for i in workbook.units[unit_id].successors} - {"xã"}
        option = ",".join(kind.replace(" ", "-") for kind in sorted(kinds))
        more = f" Muốn theo dõi cả các đơn vị ấy: lập lại với --with {option}." if kinds else ""
        yield f"{why_lost(gone, change)}.{more}"


def since_compared(workbook: Workbook, season: Season) -> tuple[Change, list[str]]:
    """Return what is different since the season compared with, and the ids of its communes; none where nothing is compared."""
    earlier = workbook.seasons.get(season.compare_with or "")
    before = [unit.unit_id for unit in workbook.communes(earlier)] if earlier else []
    now = {unit.unit_id for unit in workbook.communes(season)}
    return Change(season.cut_off, workbook.units, now, workbook.departments), before


def unconfirmed_lines(workbook: Workbook, season: Season) -> Iterator[str]:
    """Yield the line on units that wait to be confirmed by their note; then, for each list up to the one after the season's cut-off, one on
    other communes that it no longer has, though units.csv has them on that list's day: merged or renamed, nobody has said when.
    """
    waiting = [unit.full_name for unit in workbook.own_units if unit.note.startswith(WAITING)]
    if waiting:
        yield f"{len(waiting)} đơn vị chờ xác nhận (cột “Ghi chú” ở {workbook.sheet_of('units.csv')}: {some_names(waiting, of='đơn vị')}): xem nghị quyết, sửa cột “Thuộc nơi” ở đó, rồi xóa lời ghi chú."
    gone: dict[str, list[str]] = {}
    before, after = around(season.cut_off)
    until = after or before
    for unit in workbook.communes(season) if until and SNAPSHOTS[until] < REFORM else ():
        parent = unit.parent_on(season.cut_off) or workbook.place_in(season).full_name
        snapshot, heir = first_without(unit.code, unit.name, parent, until)
        is_there = snapshot and unit.valid_on(SNAPSHOTS[snapshot])
        if is_there and not unit.note.startswith(WAITING):
            said = f" (mã {heir.code} nay là {heir.kind} {heir.name})" if heir else ""
            gone.setdefault(snapshot, []).append(f"{unit.full_name}{said}")
    for snapshot, names in gone.items():
        yield f"{len(names)} đơn vị không có trong danh sách {list_name(snapshot)} ({some_names(names, of='đơn vị')}), chờ xác nhận: xem nghị quyết; đã nhập, đổi tên thì ghi “Đến hết ngày”, “Nhập vào” và dòng của đơn vị mới ở {workbook.sheet_of('units.csv')}, sửa cột “Thuộc nơi” ở đó."


def no_agency(workbook: Workbook, season: Season) -> str:
    """Return that the season's cut-off has no agency at all: nobody gets a form or a page, a conclusion or an indicator; "" if it has one."""
    if set(workbook.departments_in(season)) - {COMMUNES}:
        return ""
    return f"Không có cơ quan nào tại ngày chốt số liệu {day(season.cut_off)} nên không có trang, biểu của cơ quan."


def level_lines(workbook: Workbook, season: Season) -> Iterator[str]:
    """Yield the lines on figures whose level nobody has entered, by whose it is, and on indicators of which the office has not said whom they
    bind: the verdict of the form stands, or the decree's lowest level, or nothing is decided."""
    levels = workbook.common_levels(season)
    is_left = (levels["rule"] == "assessed") & (levels["lacking_for"] == "") & ~levels["has_other_years"]
    is_left &= levels["value_type"].isin(["percent", "number", "money"]) & ~levels["is_verdict"] & ~levels["is_broken"]
    left, province = levels[is_left].drop_duplicates("indicator"), workbook.place_in(season).terms.province
    whose = left["target_text"].map(lambda text: whose_level(text, province))
    for of_whom, codes in left.groupby(whose, sort=False)["indicator"]:
        yield f"{len(codes)} chỉ tiêu chưa có {of_whom} ({', '.join(codes)}): theo đánh giá ghi trong biểu; có văn bản thì ghi ở {workbook.sheet_of('levels.csv')}."
    lacking = workbook.lacking(season)
    if lacking.at_floor:
        yield f"Chưa ghi mức của {province} theo nhóm xã cho chỉ tiêu {', '.join(lacking.at_floor)} ({workbook.sheet_of('levels.csv')}): xã chưa khai nhóm, hoặc nhóm chưa có mức, xét theo mức tối thiểu của quyết định."
    if lacking.open:
        yield f"Chưa ghi chỉ tiêu {', '.join(lacking.open)} buộc nhóm xã nào, hoặc xã nào ({workbook.sheet_of(BINDING)}): biểu vẫn hỏi, câu trả lời được giữ nhưng không quyết định tiêu chí."


def lead_lines(workbook: Workbook, season: Season) -> Iterator[str]:
    """Yield the lines on indicators that nobody leads, and on those led by a department that is not there; and, once any is led, the one on
    departments that have nothing to say."""
    indicators, there = set(workbook.common_levels(season)["indicator"]), workbook.departments_in(season)
    rows = workbook.leads[workbook.leads["criteria_set"] == season.criteria_set]
    is_there = rows["department_id"].isin([*there])
    alone, total = indicators - set(rows.loc[is_there, "indicator"]), len(indicators)
    unassigned, ended = alone - set(rows["indicator"]), rows[~is_there & rows["indicator"].isin(alone)]
    if unassigned:
        pages = ", cơ quan có trang khi đã được phân công" if len(unassigned) == total else ""
        yield f"{len(unassigned)}/{total} chỉ tiêu chờ phân công chủ trì (ghi ở {workbook.sheet_of('indicator-leads.csv')}){pages}."
    if len(ended):
        who = "; ".join(
            f"{workbook.departments[name].name}, {EndedLead(workbook.departments[name], ()).validity(season.cut_off)}: {list(ended['department_id']).count(name)} chỉ tiêu"
            for name in ended["department_id"].unique()
        )
        yield f"{ended['indicator'].nunique()}/{total} chỉ tiêu giao cho cơ quan không có ở kỳ này ({who}): thêm ở {workbook.sheet_of('indicator-leads.csv')}, dòng của cơ quan chủ trì lúc ấy, để nguyên dòng cũ vì kỳ khác vẫn theo đó."
    silent = workbook.departments_without_matter(season)
    if silent and len(alone) < total:
        names = some_names([department.name for department in silent], of="cơ quan")
        yield f"{len(silent)} cơ quan ghi “Có trang riêng” mà kỳ này không chủ trì chỉ tiêu, kết luận nào nên không có trang: {names}."

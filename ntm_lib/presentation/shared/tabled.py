"""What a season's summary tables gave, as all pages tell it: which table, how many results, of which communes."""

from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.words.numbers import number
from ntm_lib.presentation.words.standing import BY_TABLE, some_names
from ntm_lib.schemas import CriterionResult, TabledResult
from ntm_lib.tables import rows_of
from ntm_lib.text import in_quotes, season_text, sentence_case


def tabled_notes(view: SeasonView) -> list[tuple[str, str]]:
    """Return the note on results that rest on summary tables, of the season and of the one compared with; none if there are none."""
    names = [name for name in (view.season.name, view.season.compare_with or "") if tabled_sentences(view, name)]
    said = [f"{sentence_case(season_text(name))}: {' '.join(tabled_sentences(view, name))}" for name in names]
    rule = "Bảng cho kết quả, không cho số liệu; chỉ dùng nơi biểu không quyết định được."
    return [(sentence_case(BY_TABLE), " ".join([*said, rule]))] if said else []


def tabled_sentences(view: SeasonView, season: str) -> list[str]:
    """Return a sentence on each summary table of a season: "“Tổng hợp.xlsx” (mã thang-12): dùng cho 42 tiêu chí của 3 xã: …"."""
    table = view.submissions.tabled
    files = {row["table_id"]: row["source_file"] for row in rows_of(table[table["season"] == season], TabledResult)}
    criteria = [row for row in rows_of(view.results.of(season).criteria, CriterionResult) if row["table_id"]]
    found = []
    for table_id, file in files.items():
        own = [row for row in criteria if table_id in row["table_id"].split(";")]
        names = list(dict.fromkeys(row["unit_name"] for row in own))
        used = f"dùng cho {number(len(own))} tiêu chí của {some_names(names)}" if own else "không kết quả nào phải dùng"
        found.append(f"{in_quotes(file.rpartition('/')[2])} (mã {table_id}): {used}.")
    return found

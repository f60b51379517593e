"""Which unit tests are fast: pure rules, tables and single files, in one process. `make test-fast` runs these."""

import subprocess
from collections.abc import Generator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).parent
# Modules and tests that read folders of forms (parsers are processes), start something else, or take seconds each
NOT_FAST = (
    "test_addressees.py", "test_any_workbook.py", "test_area_data.py", "test_breaks.py", "test_cache.py", "test_carry.py", "test_commune_comparison.py", "test_corrections.py", "test_department_page.py",
    "test_doubts.py", "test_fallen.py", "test_files.py", "test_form_properties.py", "test_gained.py", "test_gazetteer.py", "test_levels_on_pages.py", "test_new_workbook.py", "test_parsers.py", "test_received.py",
    "test_partial_sets.py", "test_setup.py", "test_setup_changes.py", "test_writing.py", "test_records_of_builds.py", "test_results.py", "test_returned_form.py", "test_submissions.py", "test_villages.py", "test_reference_xlsx.py", "test_tabled.py",
    "test_area_page.py::test_a_country_stays_small", "test_cases.py::test_promises_that_changed_places", "test_cases.py::test_what_only_the_season_knows",
    "test_consistency.py::test_a_season_in_the_middle_of_the_year", "test_finding_list.py::test_what_bears_the_code", "test_marks.py::test_a_long_sheet_is_read",
    "test_merger.py::test_with_an_id_of_its_own", "test_old_letters.py::test_the_table_of_tcvn3", "test_pace.py::test_years_ratio_and_gap_agree", "test_places_by_date.py::test_conclusions_of_a_commune_that_has_ended", "test_places_by_date.py::test_money_of_another_tier", "test_places.py::test_no_name_leads_out",
)  # fmt: skip
READ_FORMS = {"submissions", "results"}  # fixtures


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE and not READ_FORMS & set(getattr(item, "fixturenames", ())):
            name = item.nodeid.rpartition("tests/unit/")[2]
            if not name.startswith(NOT_FAST) and item.get_closest_marker("slow") is None:
                item.add_marker("fast")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let no fast test start a process."""
    if item.get_closest_marker("fast") is None:
        return (yield)

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError(f"{item.nodeid} is fast and starts a process: NOT_FAST in {__file__}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", refuse)
        patch.setattr(BaseProcess, "start", refuse)
        return (yield)

"""Conclusions as judged promises: who answers for each, what it is judged by, and the state it gets."""

from ntm_lib.presentation.view import SeasonView


def test_the_notices_conclusions_are_judged(workbook, submissions, results):
    """No item of the notice is lost: each is a row of its own, or named in the row of the same promise."""
    view = SeasonView(workbook, workbook.season("2021"), submissions, results)
    items = set(view.promises["item"]) | {i for text in view.promises["also_in"] for i in text.split(";") if i}
    assert items == set(workbook.conclusions(view.season)["item"])

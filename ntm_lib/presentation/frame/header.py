"""The top of every page: what kind of document it is, whether its figures are illustrative, its title and what they stand for."""

from collections.abc import Sequence

from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.words.season import illustrative_banner, status_banner
from ntm_lib.reference.criteria import partial_words


def page_header(view: SeasonView, title: str, subtitle: Sequence[str], brief: str = "", full: str = "") -> Part:
    """Return banner, title and subtitle; in print the same line runs below every sheet.

    `brief` is the address of the page's brief, `full` that of the page of which this is the brief.
    """
    return render(
        "frame/header.html.j2",
        title=title,
        subtitle=subtitle,
        status=status_banner(view.issue_date),
        partial=partial_words(view.criteria_set),
        brief=brief,
        full=full,
        made_up=illustrative_banner(view.now.is_illustrative, view.results.is_illustrative),
    )

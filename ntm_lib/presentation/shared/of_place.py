"""What the conference has to decide on a whole place: on the overview, and at the agencies whose topic it is."""

from ntm_lib.analysis.decisions import broken_promises, debts_left
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.shared.respondents import without_form
from ntm_lib.presentation.words import decisions
from ntm_lib.presentation.words.decisions import Decision


def broken(view: SeasonView) -> Decision:
    """Return the decision on the conclusions that were not kept."""
    return decisions.broken(*broken_promises(view.promises), view.terms)


def debts(view: SeasonView) -> Decision:
    """Return the decision on the construction debts that are left."""
    stated = view.submissions.debts
    left = debts_left(stated[stated["season"] == view.season.name])
    return decisions.debts(left, is_partial=bool(without_form(view, "commune")))


def forms(view: SeasonView) -> Decision:
    """Return the decision on the forms that were not sent or can't be used."""
    return decisions.forms(sum(len(without_form(view, kind)) for kind in ("commune", "department")))

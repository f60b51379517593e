"""A page read against what it has to say: every disagreement, and every figure that nothing allows."""

from collections.abc import Callable, Iterable

from tests.recomputed.forms import Season
from tests.recomputed.frame import left_over
from tests.recomputed.pages import Block, disagreement

Rule = Callable[
    [Block], str | None
]  # the words whose figures a block has to have; None where no rule is written for it


def problems(season: Season, read: Iterable[Block], rule: Rule) -> list[str]:
    """Return what is wrong with a page, a line a block."""
    found = []
    for block in read:
        try:
            expected = rule(block)
        except (LookupError, StopIteration, AttributeError, TypeError, ValueError) as error:
            # A row whose own heading was changed is found nowhere in the data: that too is a page that says something else.
            found.append(f"{block}\n    page:     {block.text}\n    nothing in the data answers to this ({error!r})")
            continue
        if expected is not None:
            wrong = disagreement(block, expected)
        else:
            rest = left_over(season, block)
            wrong = f"{block}\n    page:     {block.text}\n    no source: {', '.join(rest)}" if rest else ""
        if wrong:
            found.append(wrong)
    return found

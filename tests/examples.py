"""How many examples a property is tried with: a part of them by default and in make test-fast, all in make test-slow."""

from hypothesis import settings

ALL = 100  # hypothesis' own number, which each profile states its part of


def examples(number: int) -> int:
    """Return how many of so many examples the profile in use tries."""
    return max(5, number * settings().max_examples // ALL)

"""How alike two names of criteria or indicators are, by their words."""

from ntm_lib.text import spelling_key

_SAY_LITTLE = frozenset(
    map(
        spelling_key,
        ("tỷ", "tỉ", "lệ", "có", "được", "và", "các", "theo", "quy", "định", "đạt", "của", "trở", "lên", "từ"),
    )
)


def likeness(one: str, other: str) -> float:
    """Return the share of the words of the shorter name that the other has too, from 0 to 1."""
    words = [frozenset(_words(text)) for text in (one, other)]
    return len(words[0] & words[1]) / max(1, min(map(len, words)))


def _words(text: str) -> list[str]:
    words = [word.strip('.,;:()-–“”"') for word in spelling_key(text).split()]
    return [word for word in words if word and word not in _SAY_LITTLE] or words

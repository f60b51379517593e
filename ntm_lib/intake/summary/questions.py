"""What the program can't tell by itself of a summary table: questions, each at its cell, and the answers that people gave."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntm_lib.text import clean, spelling_key

COLUMN, NAME, OTHER = "Cột", "Tên", "Khác"  # the sheets of the answers file
YES, NO = "có", "không"
UNUSED = "không dùng"

Key = tuple[str, str, str, str]  # kind, sheet, cell, what stands there


@dataclass(frozen=True)
class Question:
    """One question: what stands at a cell, what is asked of it, what may be chosen, and what holds until then."""

    kind: str
    sheet: str
    cell: str
    shown: str
    text: str
    choices: tuple[str, ...]
    taken_for: str = UNUSED
    is_doubt: bool = True  # of a column that is taken for something without a doubt people may still say something else

    @property
    def key(self) -> Key:
        return self.kind, clean(self.sheet), self.cell, spelling_key(self.shown)

    @property
    def is_column(self) -> bool:
        return self.kind == COLUMN


@dataclass
class Answers:
    """The answers given, by question; what was asked and not answered stays open. An answer is used only where the cell still says the same."""

    given: Mapping[Key, str] = field(default_factory=dict)
    asked: dict[Key, Question] = field(default_factory=dict)

    def of(self, question: Question) -> str:
        """Return the answer to a question, "" while it is open."""
        self.asked[question.key] = question
        wanted = spelling_key(self.given.get(question.key, ""))
        return next((choice for choice in question.choices if spelling_key(choice) == wanted), "")

    def settle(self, question: Question) -> None:
        """Keep what is asked after all in place of what was asked at first."""
        self.asked[question.key] = question

    @property
    def open(self) -> list[Question]:
        return [question for question in self.asked.values() if question.is_doubt and not self.of(question)]

    @property
    def unfitting(self) -> list[Key]:
        """The answers that fit no cell of the table any more, or that say what can't be chosen."""
        return [
            key for key, text in self.given.items() if text and (key not in self.asked or not self.of(self.asked[key]))
        ]

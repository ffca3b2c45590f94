"""How fast the personal-data guard reads: short comments, and one long text.

A comment is made of the labelled sample's sentences, one to four of them, so that the mixture of names, numbers and nothing is that of
the sample (richer than real comments, which are faster). CPU seconds of one thread, since a guard has nothing to wait for.
"""

import random
from statistics import median
from time import process_time
from typing import Any

from tests.analysis.guard_measured import sample
from trigpoint.analysis import guard

COMMENTS, TURNS = 5_000, 5
BAR, BEYOND = (
    3_900.0,
    10_000.0,
)  # comments a second, as measured beforehand for rules with lists of names, and without
LONG = 1_000_000
SLOWEST = 10.0


def measure() -> list[dict[str, Any]]:
    """Comments a second, and the slowest of some long texts."""
    comments = made_up(COMMENTS)
    guard.findings("Mrs Okafor rang on 0161 496 0000.")  # reads the lists
    seconds = median(timed(comments) for _ in range(TURNS))
    length = sum(map(len, comments)) / len(comments)
    found = sum(bool(guard.findings(text)) for text in comments)
    long = {name: timed([text]) for name, text in long_texts().items()}
    slowest = max(long, key=lambda name: long[name])
    return [
        {
            "name": f"guard: {COMMENTS:,} comments",
            "value": len(comments) / seconds,
            "unit": "comments a CPU second (more is better)",
            "bar": BAR,
            "beyond": BEYOND,
            "detail": f"{length:.0f} characters each on average, {found / len(comments):.0%} with a finding",
        },
        {
            "name": f"guard: the slowest text of {LONG:,} characters",
            "value": long[slowest],
            "unit": "CPU seconds",
            "bar": SLOWEST,
            "beyond": None,
            "detail": "; ".join(f"{name} {taken:.1f}" for name, taken in long.items()),
        },
    ]


def made_up(count: int) -> list[str]:
    """Comments of one to four sentences of the sample."""
    chance = random.Random(20261122)
    sentences = [each.text for part in ("develop", "apart") for each in sample(part)]
    return [" ".join(chance.sample(sentences, chance.randint(1, 4))) for _ in range(count)]


def long_texts() -> dict[str, str]:
    """Texts that would trip a careless pattern."""
    chance = random.Random(1)
    words = {
        "one letter": "a",
        "noughts in twos": "01 ",
        "telephones": "0161 496 0000 ",
        "at signs": "a@a.",
        "tags": "<b>",
        "entities": "&nbsp;",
        "birthdays": "born 1/1/20 ",
        "postcodes": "1 a road M25 9LN ",
        "titles": "Mr and ",
        "saints": "St Mary ",
        "names": "Sarah Ward ",
    }
    made = {name: (word * LONG)[:LONG] for name, word in words.items()}
    made["digits apart"] = " ".join(chance.choice("0123456789") for _ in range(LONG // 2))
    made["prose"] = " ".join(made_up(LONG // 100))[:LONG]
    return made


def timed(texts: list[str]) -> float:
    """CPU seconds to read them all."""
    start = process_time()
    for text in texts:
        guard.findings(text)
    return process_time() - start

"""What the personal-data guard finds of identifiers put into real comments, and how often it stops clean ones.

    python -m benchmarks.guard_seeded COMMENTS.csv [--column text] [--each 300] [--seed 1] [--examples]

Then the surnames that stand in the names of general practices ("DR SOORIAKUMARAN & PARTNERS") in the directory that is shipped: nobody wrote
the lists for them, and a third of them is in no list. The comments stay where they are: nothing of them is written anywhere. `--examples` shows what was found in them as they are, for
whoever may read them.
"""

import argparse
import csv
import gzip
import io
import random
import re
from collections import Counter
from collections.abc import Callable
from math import sqrt
from pathlib import Path
from time import perf_counter

from trigpoint.analysis import guard

HERE = Path(__file__).resolve().parent
NAMES = HERE / "guard_names.csv"
TITLES = ("Mr", "Mrs", "Ms", "Miss", "Dr", "Dr.", "Prof", "Nurse", "Sister")
OF_NAMES = (
    "{} was very kind to me.",
    "I would like to thank {} who looked after me.",
    "Please pass my thanks on to {}.",
    "I was seen by {} on the day.",
    "We asked {} what would happen next.",
    "{} explained everything clearly and never rushed.",
    "It was only when {} came that anything happened.",
    "The crew, especially {}, were brilliant.",
)
OF_NUMBERS = {
    "nhs_number": (
        "My NHS number is {}.",
        "NHS no: {}",
        "Patient {} was sent home.",
        "({}) was not on the list.",
    ),
    "dob": ("My date of birth is {}.", "DOB {}", "born {}", "She was born on {} and has dementia."),
    "postcode": ("I live at {}.", "They could not find my house, {}.", "Postcode {}"),
    "phone": ("Please ring me on {}.", "Tel {}", "My mobile is {} if you want to talk.", "Contact: {}"),
    "email": ("You can reach me at {}.", "My email is {}", "Write to {} please."),
}
PRACTICES = HERE.parent / "trigpoint" / "organisations" / "reference" / "epraccur-2025-04-setting-4.csv.gz"
DOCTOR = re.compile(
    r"DRS? (?:[A-Z]{1,3} )*([A-Z][A-Z'-]{2,}?)(?:'S)?(?= ?&| AND| SURGERY| PRACTICE|$| PARTNERS| \()"
)
OF_STRANGERS = (
    "I saw Dr {} on the day.",
    "We spoke to {} about it.",
    "{} explained it all.",
    "Her daughter {} was told.",
    "It was {} who rang.",
    "Letter from {} today.",
)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
Maker = Callable[[random.Random], str]


def main() -> None:
    """Print one line a kind, then the clean comments."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("comments", type=Path)
    parser.add_argument("--column", default="text")
    parser.add_argument("--each", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", action="store_true")
    parser.add_argument("--missed", action="store_true", help="show what was put in and not found")
    given = parser.parse_args()
    comments = comments_of(given.comments, given.column)
    chance = random.Random(given.seed)
    print(f"{len(comments):,} comments; {given.each} of each kind put in; seed {given.seed}")
    for kind, (make, sentences) in kinds().items():
        missed = missed_of(kind, make, sentences, comments, given.each, chance)
        found = given.each - len(missed)
        print(f"{kind:16} {told(found, given.each)}")
        if given.missed:
            print("   ", "; ".join(missed))
    clean(comments, show=given.examples)
    strangers()


def comments_of(path: Path, column: str) -> list[str]:
    """Different comments with more than one word."""
    with path.open(encoding="utf-8", newline="") as file:
        texts = {row[column].strip() for row in csv.DictReader(file)}
    return sorted(text for text in texts if len(text.split()) > 1)


def kinds() -> dict[str, tuple[Maker, tuple[str, ...]]]:
    """What is put in: how one is made, and the sentences around it."""
    people = list(csv.DictReader(NAMES.open(encoding="utf-8")))

    def person(chance: random.Random) -> dict[str, str]:
        return chance.choice(people)

    return {
        "title + name": (lambda chance: f"{chance.choice(TITLES)} {person(chance)['last']}", OF_NAMES),
        "full name": (lambda chance: "{first} {last}".format(**person(chance)), OF_NAMES),
        "first name": (lambda chance: person(chance)["first"], OF_NAMES),
        "lower-case name": (lambda chance: "{first} {last}".format(**person(chance)).lower(), OF_NAMES),
        "nhs_number": (nhs_number, OF_NUMBERS["nhs_number"]),
        "dob": (birth, OF_NUMBERS["dob"]),
        "postcode": (postcode, OF_NUMBERS["postcode"]),
        "phone": (phone, OF_NUMBERS["phone"]),
        "email": (lambda chance: email(chance, person(chance)), OF_NUMBERS["email"]),
    }


def nhs_number(chance: random.Random) -> str:
    """A number of the range for tests, in one of the ways it is written."""
    while True:
        digits = "9" + "".join(chance.choice("0123456789") for _ in range(9))
        if guard.is_nhs_number(digits):
            gap = chance.choice(("", " ", " ", "-"))
            return gap.join((digits[:3], digits[3:6], digits[6:]))


def birth(chance: random.Random) -> str:
    """A day between 1930 and 2020."""
    day, month, year = chance.randint(1, 28), chance.randint(1, 10), chance.randint(1930, 2020)
    return chance.choice(
        (
            f"{day:02}/{month:02}/{year}",
            f"{day}/{month}/{year % 100:02}",
            f"{day}.{month}.{year}",
            f"{day} {MONTHS[month - 1]} {year}",
            f"{day}th {MONTHS[month - 1][:3]} {year}",
            f"{year}-{month:02}-{day:02}",
        )
    )


def postcode(chance: random.Random) -> str:
    """House and postcode, or the postcode alone."""
    written = f"{chance.choice(('BL', 'M', 'OL', 'SK', 'WN', 'N', 'SW', 'LS'))}{chance.randint(1, 29)}"
    gap = chance.choice((" ", " ", ""))
    written += f"{gap}{chance.randint(1, 9)}{chance.choice('ABDEFGH')}{chance.choice('JLNPQRS')}"
    return chance.choice(
        ("", f"{chance.randint(1, 99)} Oak Street, ", f"{chance.randint(1, 99)} ")
    ) + chance.choice((written, written, written.lower()))


def phone(chance: random.Random) -> str:
    """A number that Ofcom keeps for drama."""
    last = f"{chance.randint(0, 999):03}"
    return chance.choice(
        (
            f"07700 900{last}",
            f"07700900{last}",
            f"+44 7700 900{last}",
            f"0161 496 0{last}",
            f"(020) 7946 0{last}",
            f"0161-496-0{last}",
        )
    )


def email(chance: random.Random, person: dict[str, str]) -> str:
    """An address made of a name."""
    mailbox = f"{person['first']}.{person['last']}".replace(" ", "").replace("'", "").lower()
    return f"{mailbox}@{chance.choice(('gmail.com', 'nhs.net', 'example.co.uk', 'btinternet.com'))}"


def missed_of(
    kind: str, make: Maker, sentences: tuple[str, ...], comments: list[str], each: int, chance: random.Random
) -> list[str]:
    """What was put into comments and not found: no span of the kind lies over any of it."""
    missed = []
    sort = kind if kind in guard.KINDS else "name"
    for _ in range(each):
        text, start, end = put_in(chance.choice(comments), make(chance), chance.choice(sentences), chance)
        if not any(
            span.kind == sort and span.start < end and start < span.end for span in guard.findings(text)
        ):
            missed.append(text[start:end])
    return missed


def put_in(comment: str, what: str, sentence: str, chance: random.Random) -> tuple[str, int, int]:
    """The comment with one more sentence, before or after, and where in it the thing stands."""
    before, after = sentence.split("{}")
    if chance.random() < 0.5:
        lead = f"{comment}{'' if comment[-1] in '.!?' else '.'} {before}"
        return f"{lead}{what}{after}", len(lead), len(lead) + len(what)
    return f"{before}{what}{after} {comment}", len(before), len(before) + len(what)


def clean(comments: list[str], *, show: bool) -> None:
    """How many of the comments as they are would be stopped, and how fast."""
    start = perf_counter()
    found = [guard.findings(text) for text in comments]
    rate = len(comments) / (perf_counter() - start)
    stopped = sum(bool(spans) for spans in found)
    print(f"{'clean, stopped':16} {told(stopped, len(comments))}; {rate:,.0f} a second")
    print(f"{'':16} {dict(Counter(span.kind for spans in found for span in spans))}")
    for text, spans in zip(comments, found, strict=True) if show else ():
        for span in spans:
            around = text[max(0, span.start - 40) : span.end + 25].replace("\n", " ")
            print(f"    {span.kind}: {text[span.start : span.end]!r} in …{around}…")


def strangers() -> None:
    """How many surnames of real doctors are found in each of some sentences."""
    with gzip.open(PRACTICES) as packed:
        rows = csv.reader(io.TextIOWrapper(packed, encoding="utf-8"))
        matches = [DOCTOR.match(row[1]) for row in rows]
    surnames = sorted({match.group(1).title() for match in matches if match} - {"Surgery", "Gpwsi", "Locum"})
    for sentence in OF_STRANGERS:
        found = sum(bool(guard.findings(sentence.format(surname))) for surname in surnames)
        print(f"{told(found, len(surnames))}  {sentence.format('…')}")


def told(found: int, of: int) -> str:
    """A share with its 95% interval (Wilson)."""
    low, high = wilson(found, of)
    return f"{found / of:6.1%} ({low:.1%} to {high:.1%})"


def wilson(found: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """The 95% interval of a share."""
    share, spread = found / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return middle - half, middle + half


if __name__ == "__main__":
    main()

"""The personal-data guard: what is found, what is let through, and where exactly it stands."""

from __future__ import annotations

import itertools

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trigpoint.analysis import guard
from trigpoint.analysis.problems import InputRefused

VALID, WRONG = "9434765919", "9434765918"


def found(text):
    """Kind and words of each finding."""
    return [(span.kind, text[span.start : span.end]) for span in guard.findings(text)]


def kinds(text):
    return [kind for kind, _ in found(text)]


# --- NHS numbers


@pytest.mark.parametrize(
    "written",
    ["9434765919", "943 476 5919", "943-476-5919", "943.476.5919", "943\u00a0476\u00a05919", "943\n476 5919", "943–476–5919",
     "９４３４７６５９１９", "943\u200b476\u200b5919", "9 4 3 4 7 6 5 9 1 9", "٩٤٣٤٧٦٥٩١٩"],
)  # fmt: skip
def test_nhs_number_is_found_however_it_is_written(written):
    assert found(f"Seen: {written}, twice.") == [("nhs_number", written)]


@pytest.mark.parametrize(
    "text",
    [f"Number {WRONG} fails the check.", f"NHS number {WRONG}", f"1{VALID}", f"{VALID}1", "0000000000", "1111111111",
     "12 05 2024 17", "Code RMC01, W104417"],
)  # fmt: skip
def test_what_fails_the_check_digit_is_no_nhs_number(text):
    assert "nhs_number" not in kinds(text)


def test_nhs_number_in_odd_groups_is_found_after_its_name():
    assert found("NHS no: 94 34 76 59 19") == [("nhs_number", "94 34 76 59 19")]


def check_digit_of(nine: str) -> int:
    """A second telling: the digit that makes the weighted sum of all ten a multiple of eleven."""
    return next(
        (
            last
            for last in range(10)
            if sum((10 - at) * int(each) for at, each in enumerate(f"{nine}{last}")) % 11 == 0
        ),
        -1,
    )


@given(
    st.text("0123456789", min_size=9, max_size=9), st.sampled_from(("", " ", "-", "  ")), st.integers(0, 9)
)
@example("943476591", " ", 9)
def test_every_number_is_judged_by_its_check_digit(nine, gap, last):
    digits = f"{nine}{last}"
    written = gap.join((digits[:3], digits[3:6], digits[6:]))

    is_valid = last == check_digit_of(nine) and len(set(digits)) > 1
    assert guard.is_nhs_number(digits) == is_valid
    if not digits.startswith(("0", "7")):  # those may be telephone numbers
        assert ("nhs_number", written) in found(f"For {written} we wait.") or not is_valid
    assert is_valid or "nhs_number" not in kinds(f"NHS number {written}")


# --- telephone numbers


@pytest.mark.parametrize(
    "written",
    ["0161 496 0000", "01614960000", "(0161) 496 0000", "0161-496-0000", "07700 900123", "07700 900 123", "+44 7700 900123",
     "+44 (0)161 496 0000", "0044 161 496 0000", "020 7946 0123", "0800 1111", "+353 87 123 4567", "0 1 6 1 4 9 6 0 0 0 0"],
)  # fmt: skip
def test_phone_is_found_however_it_is_written(written):
    assert found(f"Ring {written} please.") == [("phone", written)]


@pytest.mark.parametrize(
    "text",
    ["Call 111, or 999 if it is worse, or 116 123.", "Ref: 01614960000", "order no. 07700900123", "£01614960000", "0800 to 1800",
     "Seen 01.02.2024 - 03.04.2024", "bleep 4471", "01 02 03 04 05 06"],
)  # fmt: skip
def test_other_numbers_are_no_phones(text):
    assert kinds(text) == []


def test_two_phones_in_a_row_are_two():
    assert [words for _, words in found("0161 496 0000 07700 900123")] == ["0161 496 0000", "07700 900123"]


def test_phone_that_passes_the_check_digit_is_no_nhs_number():
    number = next(f"0161496{n:04}" for n in range(10_000) if guard.is_nhs_number(f"0161496{n:04}"[:10]))

    assert kinds(number) == ["phone"]


# --- dates of birth


@pytest.mark.parametrize(
    "text",
    ["DOB: 12/03/2019", "D.O.B. 12.3.19", "born on the 12th of March 2019", "date of birth 2019-03-12", "Date of birth: March 12th, 2019",
     "12/03/2019 (DOB)", "12/03/1948", "1948-03-12", "12 March 1948", "12/03/48", "born 12 March", "d o b 12032019"],
)  # fmt: skip
def test_date_of_birth_is_found_by_its_words_or_its_year(text):
    assert kinds(text) == ["dob"]


@pytest.mark.parametrize(
    "text",
    ["Seen on 12/03/2019 and 14 May 2024.", "12/03/24", "Born in 1948.", "aged 78", "Open 24/7, 9.30 to 10.45", "version 3.2.48",
     "31/02/1948", "He was born here. Seen 12/03/2024.", "born 12/03/2019"[4:]],
)  # fmt: skip
def test_other_dates_are_let_through(text):
    assert kinds(text) == []


def test_words_of_birth_are_heard_by_the_next_date_only():
    assert [words for _, words in found("born 12/03/2019, seen 14/05/2024")] == ["12/03/2019"]


# --- addresses


@pytest.mark.parametrize("written", ["BL1 2AB", "bl12ab", "M25 9LN", "SW1A 1AA", "W1T  7NF", "GIR 0AA", "14 Acacia Avenue, Bolton BL1 2AB",
                                     "Flat 3, M25 9LN", "22 BL1 2AB"])  # fmt: skip
def test_full_postcode_is_found_with_the_house_before_it(written):
    assert found(f"Sent to {written}.") == [("postcode", written)]


@pytest.mark.parametrize(
    "text", ["Patients of BL1 and M25", "at M1 2nd floor", "B12 5mg", "QX1 2AB", "T2 diabetes", "Grade 2B"]
)
def test_half_a_postcode_is_a_place(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    "written",
    ["a.khan@nhs.net", "jo+care@example.co.uk", "o'neil@x.org", "a (at) nhs.net", "yvonne at bt dot com"],
)
def test_email_is_found(written):
    assert found(f"Write to {written} please.") == [("email", written)]


@pytest.mark.parametrize("text", ["@BoltonHealth", "10/10 @ day case", "a@b", "look at nhs.uk"])
def test_what_only_looks_like_email_is_let_through(text):
    assert kinds(text) == []


# --- names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mrs Okafor rang.", "Mrs Okafor"),
        ("I saw Dr. A. K. Mukherjee today.", "Dr. A. K. Mukherjee"),
        ("Mr and Mrs van der Berg came.", "Mr and Mrs van der Berg"),
        ("Nurse Jones was rude.", "Nurse Jones"),
        ("a nurse, sister bernadette, came", "sister bernadette"),
        ("Mr Brown fell.", "Mr Brown"),
        ("seen by dr patel", "dr patel"),
        ("Grace Adeyemi spoke.", "Grace Adeyemi"),
        ("Thushara Perera wrote.", "Thushara Perera"),
        ("Signed: J. Pilkington", "J. Pilkington"),
        ("Priya's mum came.", "Priya"),
        ("thank you sarah for everything", "sarah"),
        ("my husband Mark came", "Mark"),
        ("It was Will from reception.", "Will"),
        ("a lady called Hope", "Hope"),
        ("HUSSAIN was on the list", "HUSSAIN"),
        ("I WANT TO THANK JOHN FOR HIS HELP", "JOHN"),
        ("Ann\u2011Marie rang", "Ann\u2011Marie"),
        ("Małgorzata rang", "Małgorzata"),
        ("José rang", "José"),
        ("Jo\u0301se\u0301 O\u2019Neill rang", "Jo\u0301se\u0301 O\u2019Neill"),
        ("<p>Dr&nbsp;Quigley rang</p>", "Dr&nbsp;Quigley"),
        ("Pri\u200bya rang", "Pri\u200bya"),
    ],
)
def test_name_is_found(text, name):
    assert found(text) == [("name", name)]


@pytest.mark.parametrize(
    "text",
    [
        "May was the worst month; we hope June is better.",
        "Will somebody answer? Mark this as urgent. Grace and dignity.",
        "Discharged from Nightingale ward to Victoria House.",
        "The Royal Bolton, St Mary's Hospital and the Christie.",
        "He has Parkinson's and Crohn's disease; Waterlow score missing.",
        "The Francis report and Martha's Rule.",
        "Macmillan nurse; Marie Curie; Sue Ryder; Barnardo's.",
        "The sister in charge and the nurse practitioner.",
        "Mr and Mrs are how we like to be called.",
        "Preston to Blackburn, then Bishop Auckland and North Shields.",
        "She was given Pregabalin and Clopidogrel.",
        "Polish interpreter; Irish nurses; a patient from Spain.",
        "Dr shortage. I told the dr. However he left.",
        "NHS GP A&E CQC ICB, MS Teams",
        "THE FOOD WAS COLD AND NURSES WERE RUDE TO US",
        "[name] saw Dr [name] on [date of birth]",
    ],
)
def test_what_only_looks_like_a_name_is_let_through(text):
    assert found(text) == []


# --- where it stands


def test_offsets_are_of_the_characters_as_typed():
    text = "😀 <b>Mrs&nbsp;O’Neill</b>\u200b: ０７７００ ９００１２３ é"

    assert found(text) == [("name", "Mrs&nbsp;O’Neill"), ("phone", "０７７００ ９００１２３")]


def test_findings_do_not_overlap_and_are_in_order():
    assert found("mrs.okafor@nhs.net, DOB 12/03/1948, Mrs Okafor") == [
        ("email", "mrs.okafor@nhs.net"),
        ("dob", "12/03/1948"),
        ("name", "Mrs Okafor"),
    ]


PIECES = st.lists(
    st.sampled_from(
        ["Mrs Okafor", "sarah", "0161 496 0000", "943 476 5919", "born 1/2/1948", "BL1 2AB", "a@b.uk", "<b>", "&nbsp;", "\u200b", "é",
         ".", "\n", " ", "St", "Mr", "will", "Grace", "12", "0", "+44", "O'", "😀", "Ward", "&#65;", "flat 1", "at", "dot", "McX"]
    ),
    max_size=12,
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), PIECES.map(" ".join), PIECES.map("".join)))
def test_any_text_gives_spans_inside_it_in_order_and_the_mask_takes_all_away(text):
    spans = guard.findings(text)

    assert all(0 <= span.start < span.end <= len(text) and span.kind in guard.KINDS for span in spans)
    assert all(first.end <= second.start for first, second in itertools.pairwise(spans))
    assert spans == guard.findings(text)
    masked = guard.mask(text)
    assert all(f"[{guard.WORDS[span.kind]}]" in masked for span in spans)


# --- masks and tables


def test_mask_says_what_was_there():
    text = "Ring Mrs Okafor on 0161 496 0000 about 943 476 5919, DOB 1/2/1948, M25 9LN, a@b.uk"

    assert guard.mask(text) == (
        "Ring [name] on [phone number] about [NHS number], DOB [date of birth], [postcode], [email address]"
    )
    assert guard.findings(guard.mask(text)) == []


def test_only_chosen_findings_are_masked():
    text = "Mrs Okafor, 943 476 5919"
    number = [span for span in guard.findings(text) if span.kind == "nhs_number"]

    assert guard.mask(text, number) == "Mrs Okafor, [NHS number]"


def test_many_texts_are_masked_with_counts_for_the_report():
    masked = guard.mask_all(["Mrs Okafor and Dr Patel", None, "", "Fine", "Ring 0161 496 0000"])

    assert masked.texts == ["[name] and [name]", None, "", "Fine", "Ring [phone number]"]
    assert masked.counts == {"phone": 1, "name": 2}


def test_table_of_texts_gives_one_row_a_finding_sorted():
    texts = pl.DataFrame({"id": ["b", "a", "c"], "text": ["Mrs Okafor, M25 9LN", "sarah", None]})

    assert guard.find(texts).rows() == [("a", "name", 0, 5), ("b", "name", 0, 10), ("b", "postcode", 12, 19)]
    assert guard.find(texts.head(0)).schema == {
        "id": pl.String,
        "kind": pl.String,
        "start": pl.Int64,
        "end": pl.Int64,
    }


def test_table_without_ids_or_with_one_twice_is_refused():
    with pytest.raises(InputRefused) as refused:
        guard.find(pl.DataFrame({"id": ["1", None, "1"], "text": ["a", "b", "c"]}))

    assert [(each.code, each.row) for each in refused.value.problems] == [("key-empty", 3), ("id-twice", 4)]

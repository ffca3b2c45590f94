"""Names in sensible title case."""

import pytest

from trigpoint.organisations.rules.names import readable_address, readable_name


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("BOLTON NHS FOUNDATION TRUST", "Bolton NHS Foundation Trust"),
        (
            "UNIVERSITY HOSPITALS OF DERBY AND BURTON NHS FOUNDATION TRUST",
            "University Hospitals of Derby and Burton NHS Foundation Trust",
        ),
        ("GUY'S AND ST THOMAS' NHS FOUNDATION TRUST", "Guy's and St Thomas' NHS Foundation Trust"),
        (
            "THE QUEEN ELIZABETH HOSPITAL, KING'S LYNN, NHS FOUNDATION TRUST",
            "The Queen Elizabeth Hospital, King's Lynn, NHS Foundation Trust",
        ),
        ("ISLE OF WIGHT NHS TRUST", "Isle of Wight NHS Trust"),
        (
            "ROYAL BROMPTON & HAREFIELD NHS FOUNDATION TRUST",
            "Royal Brompton & Harefield NHS Foundation Trust",
        ),
        ("SANDWELL-ON-SEA GP LED HEALTH CENTRE", "Sandwell-on-Sea GP Led Health Centre"),
        ("DR A KHAN & K MUNEER", "Dr A Khan & K Muneer"),
        ("ST.GEORGE'S CENTRE", "St.George's Centre"),
        ("THE MEDICAL CENTRE (RP PANDYA)", "The Medical Centre (RP Pandya)"),
        ("O'NEILL SURGERY", "O'Neill Surgery"),
        ("MCKENZIE HOUSE SURGERY", "McKenzie House Surgery"),
        ("MARY'S  WALK-IN CENTRE LTD", "Mary's Walk-in Centre Ltd"),
        ("NAVIGO HEALTH AND SOCIAL CARE CIC", "NAViGO Health and Social Care CIC"),
        ("East And North Hertfordshire NHS Trust", "East and North Hertfordshire NHS Trust"),
        ("Beckenham Beacon UCC", "Beckenham Beacon UCC"),
        ("", ""),
    ],
)
def test_name_is_shown_as_people_write_it(published, shown):
    assert readable_name(published) == shown


def test_address_leaves_out_blanks_and_repeats():
    assert readable_address("OAKLEIGH ROAD", "", None, "LONDON", "LONDON") == "Oakleigh Road, London"

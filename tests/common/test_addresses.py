"""Where a request comes from."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from trigpoint.common.addresses import client_address, counted_address


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:50122", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", None),
        ("", None),
    ],
)
def test_client_address_is_a_proper_one_or_none(told, address):
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=told)) == address


def test_client_address_takes_no_header_at_its_word():
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}

    assert client_address(RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", headers=forged)) == "192.0.2.7"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        (None, None),
    ],
)
def test_counted_address_is_one_customer(address, counted):
    assert counted_address(address) == counted

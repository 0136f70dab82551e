"""What may be opened and what never; how an address is shown."""

import ipaddress

import pytest

from catalog import net
from catalog.errors import Refused, Unreadable
from catalog.net.addresses import allowed

PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "10.0.0.5",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "::1",
    "fd12::1",
]
NEVER = [
    "0.0.0.0",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "3fff::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "fd00:ec2::254",
    "fd20:ce::254",
]
PUBLIC = ["8.8.8.8", "103.94.190.1", "172.32.0.1", "2606:4700::1111", "2404:6800:4003::5e"]


@pytest.mark.parametrize("text", PRIVATE)
def test_private_addresses_open_only_on_permission(text: str) -> None:
    assert not allowed(ipaddress.ip_address(text), allow_private=False)
    assert allowed(ipaddress.ip_address(text), allow_private=True)


@pytest.mark.parametrize("text", NEVER)
def test_odd_addresses_never_open(text: str) -> None:
    assert not allowed(ipaddress.ip_address(text), allow_private=False)
    assert not allowed(ipaddress.ip_address(text), allow_private=True)


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_open(text: str) -> None:
    assert allowed(ipaddress.ip_address(text), allow_private=False)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/",
        "ftp://data.example/x",
        "//data.example/x",
        "http:///x",
        "http://data.example:0/",
        "http://data.example:99999/",
        "http://data.exa\nmple/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://①②⑦.⓪.⓪.①/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[::1%25lo]/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_odd_urls_are_refused_even_with_private_allowed(url: str) -> None:
    with pytest.raises(Refused):
        net.check(url, allow_private=True)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://localhost:8000/", "http://[::1]/", "https://10.1.2.3/x"]
)
def test_a_private_url_is_refused_and_says_how_to_permit_it(url: str) -> None:
    with pytest.raises(Refused, match="--allow-private"):
        net.check(url, allow_private=False)
    net.check(url, allow_private=True)


def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        net.check(
            "http://data.example/", allow_private=False, resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"]
        )


def test_a_name_without_an_address_is_said_so() -> None:
    with pytest.raises(Unreadable, match=r"data\.example tidak ditemukan"):
        net.check("http://data.example/", allow_private=False, resolve=lambda host, port: [])


def test_shown_addresses_hold_no_secret() -> None:
    assert (
        net.shown("https://budi:rahasia@data.example:8443/a?page=2") == "https://data.example:8443/a?page=2"
    )
    assert (
        net.shown("http://data.example/a?api_key=s3cret&page=2#x")
        == "http://data.example/a?api_key=***&page=2"
    )
    assert net.shown("http://[::1]:5/a") == "http://[::1]:5/a"
    assert "rahasia" not in net.shown("http://budi:rahasia@[broken")


def test_messages_hold_no_secret() -> None:
    with pytest.raises(Refused) as refused:
        net.check("http://budi:rahasia@127.0.0.1/?token=s3cret", allow_private=False)
    assert "rahasia" not in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_an_address_of_any_length_is_shown_short() -> None:
    assert len(net.shown("http://data.example/" + "a" * 60_000)) == 2_000

"""Letters go over TLS to a server whose certificate is right, or not at all."""

from pathlib import Path

import pytest

from catalog.mail import Letter, Undelivered, send
from catalog.settings import BadSettings, Settings, load_settings
from tests.mail.conftest import CERTIFICATE, Post, post_office

LETTER = Letter("ani@contoh.go.id", "Undangan – Jawa Timur", "Isi: jumlah “Rp1.000”\nbaris kedua\n")


def settings(tmp_path: Path, post: Post, **changes: str) -> Settings:
    usual = {"smtp_host": "localhost", "smtp_ca_file": str(CERTIFICATE), "mail_from": "lumbung@contoh.go.id"}
    given = usual | {"smtp_port": str(post.port)} | changes
    return load_settings(tmp_path, {f"LUMBUNG_{name.upper()}": value for name, value in given.items()})


def test_a_letter_arrives_whole_and_encrypted(tmp_path: Path, post: Post) -> None:
    send(settings(tmp_path, post), LETTER)
    (letter,) = post.letters
    assert post.encrypted == [True]
    assert (letter["To"], letter["Subject"]) == (LETTER.to, LETTER.subject)
    assert letter["From"] == "lumbung@contoh.go.id"
    assert letter.get_content().splitlines() == LETTER.text.splitlines()


def test_tls_from_the_first_byte_and_a_password(tmp_path: Path) -> None:
    with post_office("tls") as post:
        logged_in = {"smtp_tls": "tls", "smtp_user": "lumbung", "smtp_password": "rahasia pos"}
        send(settings(tmp_path, post, **logged_in), LETTER)
        assert post.encrypted == [True]
        with pytest.raises(Undelivered):
            send(settings(tmp_path, post, **logged_in | {"smtp_password": "salah"}), LETTER)
        assert len(post.letters) == 1


def test_nothing_is_said_to_a_server_that_cannot_prove_who_it_is(tmp_path: Path, post: Post) -> None:
    for wrong in ({"smtp_ca_file": ""}, {"smtp_host": "127.0.0.2"}):
        with pytest.raises(Undelivered):
            send(settings(tmp_path, post, **wrong), LETTER)
    with post_office("none") as plain, pytest.raises(Undelivered):
        send(settings(tmp_path, plain), LETTER)  # somebody in between took STARTTLS away
    assert post.letters + plain.letters == []


def test_without_encryption_only_when_told_so(tmp_path: Path) -> None:
    with post_office("none") as post:
        send(settings(tmp_path, post, smtp_tls="none"), LETTER)
        assert post.encrypted == [False]
    with pytest.raises(BadSettings):
        load_settings(tmp_path, {"LUMBUNG_SMTP_TLS": "maybe"})


@pytest.mark.parametrize(("answer", "passing"), [("451 later", True), ("550 no such person", False)])
def test_what_may_pass_is_told_from_what_does_not(
    tmp_path: Path, post: Post, answer: str, passing: bool
) -> None:
    post.refuse = [answer]
    with pytest.raises(Undelivered) as refusal:
        send(settings(tmp_path, post), LETTER)
    assert refusal.value.passing is passing


def test_no_server_and_nobody_there(tmp_path: Path, post: Post) -> None:
    for wrong in ({"smtp_host": ""}, {"smtp_port": "1"}):
        with pytest.raises(Undelivered) as refusal:
            send(settings(tmp_path, post, **wrong), LETTER)
        assert refusal.value.passing


@pytest.mark.parametrize(
    "letter",
    [
        Letter("ani@contoh.go.id\r\nBcc: jahat@jahat.id", "x", "x"),
        Letter("ani@contoh.go.id, jahat@jahat.id", "x", "x"),
    ],
)
def test_no_address_brings_another_with_it(tmp_path: Path, post: Post, letter: Letter) -> None:
    with pytest.raises(Undelivered):
        send(settings(tmp_path, post), letter)
    assert post.letters == []


def test_a_subject_is_one_line(tmp_path: Path, post: Post) -> None:
    send(settings(tmp_path, post), Letter(LETTER.to, "Undangan\r\nBcc: jahat@jahat.id", "x"))
    assert post.letters[0]["Subject"] == "Undangan Bcc: jahat@jahat.id"
    assert post.letters[0]["Bcc"] is None

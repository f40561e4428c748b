"""Both suites against the vectors of their standards, and against a second implementation."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from xiuhua.ledger.rules import suites
from xiuhua.ledger.rules.suites import SM, STD, SuiteUnavailable, suite_named

# GB/T 32918.5-2017, annex A.2: signing "message digest" on the recommended curve.
SM2_PRIVATE = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
SM2_PUBLIC = bytes.fromhex(
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
SM2_MESSAGE = b"message digest"
SM2_SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_is_that_of_the_standard(message: bytes, digest: str) -> None:
    # GB/T 32905-2016, annex A, examples 1 and 2
    assert SM.hash(message).hex() == digest


def test_the_sm2_digest_is_that_of_the_standard() -> None:
    expected = "F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640"
    assert suites._sm2_digest(SM2_PUBLIC, SM2_MESSAGE).hex().upper() == expected


def test_the_sm2_signature_of_the_standard_holds_and_its_key_is_derived() -> None:
    assert SM.public_key(SM2_PRIVATE) == SM2_PUBLIC
    assert SM.verify(SM2_PUBLIC, SM2_SIGNATURE, SM2_MESSAGE)


def test_the_sm2_nonce_of_the_standard_gives_its_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    nonce = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
    monkeypatch.setattr(suites, "_nonces", lambda *_: iter([nonce]))
    assert SM.sign(SM2_PRIVATE, SM2_MESSAGE) == SM2_SIGNATURE


@pytest.mark.parametrize(
    ("private", "public", "message", "r", "s"),
    [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ],
)
def test_ed25519_is_that_of_the_rfc(private: str, public: str, message: str, r: str, s: str) -> None:
    # RFC 8032, 7.1, tests 1 and 2
    key = bytes.fromhex(private)
    assert STD.public_key(key).hex() == public
    assert STD.sign(key, bytes.fromhex(message)).hex() == r + s
    assert STD.verify(bytes.fromhex(public), bytes.fromhex(r + s), bytes.fromhex(message))


@pytest.mark.parametrize("suite", [SM, STD], ids=["sm", "std"])
class TestEitherSuite:
    def test_a_signature_fits_its_message_and_key_only(self, suite: suites.Suite) -> None:
        private = suite.private_key(bytes(range(suite.seed_bytes)))
        public = suite.public_key(private)
        signature = suite.sign(private, b"head")
        other = suite.public_key(suite.private_key(bytes(suite.seed_bytes - 1) + b"\x05"))
        assert suite.verify(public, signature, b"head")
        assert suite.sign(private, b"head") == signature
        assert not suite.verify(public, signature, b"heat")
        assert not suite.verify(other, signature, b"head")
        assert not suite.verify(public, bytes(64), b"head")
        assert not suite.verify(public, signature[:-1], b"head")
        assert not suite.verify(public[:-1], signature, b"head")

    def test_a_fingerprint_is_short_and_the_keys_own(self, suite: suites.Suite) -> None:
        assert len(suite.fingerprint(b"key")) == 32
        assert suite.fingerprint(b"key") != suite.fingerprint(b"kez")


def test_an_sm2_signature_out_of_range_is_refused_although_the_curve_would_take_it() -> None:
    r, s = SM2_SIGNATURE[:32], int.from_bytes(SM2_SIGNATURE[32:])
    assert not SM.verify(SM2_PUBLIC, r + (s + suites._SM2_N).to_bytes(33)[-32:], SM2_MESSAGE)
    assert not SM.verify(SM2_PUBLIC, r + bytes(32), SM2_MESSAGE)


def test_an_sm2_key_off_the_curve_is_refused() -> None:
    off = SM2_PUBLIC[:-1] + bytes([SM2_PUBLIC[-1] ^ 1])
    assert not SM.verify(off, SM2_SIGNATURE, SM2_MESSAGE)


def test_an_sm2_key_that_begins_with_04_is_kept_whole() -> None:
    # d = 11 is the first whose public key does; the library's constructor would cut it.
    private, public = next(
        (key, public)
        for key in (d.to_bytes(32) for d in range(1, 2_000))
        if (public := SM.public_key(key)).hex().startswith("04")
    )
    assert SM.verify(public, SM.sign(private, b"head"), b"head")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command for a second opinion")
def test_openssl_accepts_our_sm2_signature(tmp_path: Path) -> None:
    # SubjectPublicKeyInfo of an SM2 key: RFC 5480 with the curve 1.2.156.10197.1.301
    header = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
    (tmp_path / "key.der").write_bytes(header + b"\x04" + SM2_PUBLIC)
    signature = SM.sign(SM2_PRIVATE, b"head")
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    (tmp_path / "signature").write_bytes(encode_dss_signature(r, s))
    (tmp_path / "message").write_bytes(b"head")
    names = ["-inkey", "key.der", "-keyform", "DER", "-in", "message", "-sigfile", "signature"]
    digest = ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
    command = ["openssl", "pkeyutl", "-verify", "-pubin", *names, *digest]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert b"Verified Successfully" in done.stdout, done.stderr


def test_a_machine_without_sm3_is_told_which_suite_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert suite_named("sm") is SM
    monkeypatch.setattr(hashlib, "algorithms_available", {"sha256"})
    assert suite_named("std") is STD
    with pytest.raises(SuiteUnavailable) as refusal:
        suite_named("sm")
    assert refusal.value.arguments == {"suite": "sm"}


def test_an_unknown_suite_is_refused() -> None:
    with pytest.raises(SuiteUnavailable):
        suite_named("md5")

"""The two cryptographic suites of the log: one hash and one signature each.

Source:
    GB/T 32905 (SM3) and GB/T 32918 (SM2); FIPS 180-4 (SHA-256) and RFC 8032 (Ed25519).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from gmssl import sm2

from xiuhua.shared.errors import CityError

_SM2_P = int(sm2.default_ecc_table["p"], 16)
_SM2_A = int(sm2.default_ecc_table["a"], 16)
_SM2_B = int(sm2.default_ecc_table["b"], 16)
_SM2_N = int(sm2.default_ecc_table["n"], 16)
_SM2_IDENTITY = b"1234567812345678"
_FIELD_BYTES = 32


class SuiteUnavailable(CityError):
    """This machine cannot compute the suite the log is set to. Arguments: suite."""

    code = "ledger_suite_unavailable"
    http_status = 503


@dataclass(frozen=True, kw_only=True)
class Suite:
    """One hash and one signature that belong together.

    Args:
        name: `sm` or `std`; stored with every head.
        hash: message to 32 bytes.
        sign: (private key, message) to 64 bytes; deterministic, so no bad random number can betray the key.
        verify: (public key, signature, message) to whether it fits; malformed input does not fit.
        seed_bytes: how much randomness `private_key` wants.
        private_key: random bytes to a private key.
        public_key: private key to public key.
    """

    name: str
    hash: Callable[[bytes], bytes]
    sign: Callable[[bytes, bytes], bytes]
    verify: Callable[[bytes, bytes, bytes], bool]
    seed_bytes: int
    private_key: Callable[[bytes], bytes]
    public_key: Callable[[bytes], bytes]

    def fingerprint(self, public_key: bytes) -> str:
        """Return the short name of a public key: half of its hash, 32 hexadecimal digits."""
        return self.hash(public_key)[:16].hex()


def suite_named(name: str) -> Suite:
    """Return a suite by its name.

    Raises:
        SuiteUnavailable: the name is unknown, or this machine's OpenSSL has no SM3.
    """
    if name not in SUITES or (name == SM.name and "sm3" not in hashlib.algorithms_available):
        raise SuiteUnavailable(suite=name)
    return SUITES[name]


@cache
def _sm3_begun() -> hashlib._Hash:
    return hashlib.new("sm3")


def _sm3(message: bytes) -> bytes:
    """Return the hash of GB/T 32905-2016, by OpenSSL: pure Python is 600 times slower.

    A copy is begun, because looking the name up takes a quarter of the time of hashing an entry.
    """
    begun = _sm3_begun().copy()
    begun.update(message)
    return begun.digest()


def _sha256(message: bytes) -> bytes:
    """Return the hash of FIPS 180-4."""
    return hashlib.sha256(message).digest()


def _sm2_digest(public_key: bytes, message: bytes) -> bytes:
    """Return e, the hash of the signer's identity, curve and key, then of the message.

    Source:
        GB/T 32918.2-2016, 5.5 and 6.1 A1–A2: ZA = SM3(ENTL || ID || a || b || G || P), e = SM3(ZA || M);
        ID 1234567812345678 as GM/T 0009-2012, 10, sets it where none is agreed.
    """
    table = sm2.default_ecc_table
    bits = (8 * len(_SM2_IDENTITY)).to_bytes(2)
    curve = bytes.fromhex(table["a"] + table["b"] + table["g"])
    return _sm3(_sm3(bits + _SM2_IDENTITY + curve + public_key) + message)


def _sm2_curve(private_key: bytes = b"", public_key: bytes = b"") -> sm2.CryptSM2:
    """Return gmssl's curve arithmetic.

    Only its point multiplication is used: its own random numbers are guessable, it takes signatures out of
    range, and its constructor strips every leading 0 and 4 of a key that begins with 04, hence the late
    assignment.
    """
    curve = sm2.CryptSM2(private_key=private_key.hex(), public_key="")
    curve.public_key = public_key.hex()
    return curve


def _sm2_private_key(seed: bytes) -> bytes:
    """Return d in [1, n - 2].

    Source:
        GB/T 32918.1-2016, 6.1; 64 bits more than the order has make the remainder even enough, as in
        FIPS 186-5, A.2.1.
    """
    return (1 + int.from_bytes(seed) % (_SM2_N - 2)).to_bytes(_FIELD_BYTES)


def _sm2_public_key(private_key: bytes) -> bytes:
    """Return x || y of d·G."""
    curve = _sm2_curve()
    return bytes.fromhex(curve._kg(int.from_bytes(private_key), sm2.default_ecc_table["g"]))  # noqa: SLF001


def _sm2_sign(private_key: bytes, message: bytes) -> bytes:
    """Return r || s.

    Source:
        GB/T 32918.2-2016, 6.1.
    """
    digest = _sm2_digest(_sm2_public_key(private_key), message)
    curve = _sm2_curve(private_key)
    signatures = (curve.sign(digest, f"{nonce:064x}") for nonce in _nonces(private_key, digest))
    return bytes.fromhex(next(filter(None, signatures)))


def _nonces(private_key: bytes, digest: bytes) -> Iterator[int]:
    """Yield secret numbers in [1, n - 1] that nobody can guess and that no two messages share.

    Source:
        RFC 6979, 3.2, with SM3 and the order of the SM2 curve (both 256 bits).
    """
    reduced = (int.from_bytes(digest) % _SM2_N).to_bytes(_FIELD_BYTES)
    state, key = b"\x01" * _FIELD_BYTES, b"\x00" * _FIELD_BYTES
    for separator in (b"\x00", b"\x01"):
        key = hmac.digest(key, state + separator + private_key + reduced, "sm3")
        state = hmac.digest(key, state, "sm3")
    while True:
        state = hmac.digest(key, state, "sm3")
        if 0 < (nonce := int.from_bytes(state)) < _SM2_N:
            yield nonce
        key = hmac.digest(key, state + b"\x00", "sm3")
        state = hmac.digest(key, state, "sm3")


def _sm2_verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether r || s is the key's signature.

    Source:
        GB/T 32918.2-2016, 7.1, with B1 and B2 (the ranges of r and s) and the key's point checked here.
    """
    if len(public_key) != 2 * _FIELD_BYTES or len(signature) != 2 * _FIELD_BYTES:
        return False
    x, y = int.from_bytes(public_key[:_FIELD_BYTES]), int.from_bytes(public_key[_FIELD_BYTES:])
    r, s = int.from_bytes(signature[:_FIELD_BYTES]), int.from_bytes(signature[_FIELD_BYTES:])
    on_curve = max(x, y) < _SM2_P and (y * y - (x * x + _SM2_A) * x - _SM2_B) % _SM2_P == 0
    in_range = 0 < r < _SM2_N and 0 < s < _SM2_N and (r + s) % _SM2_N != 0
    if not (on_curve and in_range):
        return False
    return bool(_sm2_curve(public_key=public_key).verify(signature.hex(), _sm2_digest(public_key, message)))


def _ed25519_public_key(private_key: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def _ed25519_sign(private_key: bytes, message: bytes) -> bytes:
    """Sign as RFC 8032, 5.1.6, says."""
    return Ed25519PrivateKey.from_private_bytes(private_key).sign(message)


def _ed25519_verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Verify as RFC 8032, 5.1.7, says."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


SM = Suite(
    name="sm",
    hash=_sm3,
    sign=_sm2_sign,
    verify=_sm2_verify,
    seed_bytes=_FIELD_BYTES + 8,
    private_key=_sm2_private_key,
    public_key=_sm2_public_key,
)
STD = Suite(
    name="std",
    hash=_sha256,
    sign=_ed25519_sign,
    verify=_ed25519_verify,
    seed_bytes=_FIELD_BYTES,
    private_key=bytes,
    public_key=_ed25519_public_key,
)
SUITES = {suite.name: suite for suite in (SM, STD)}

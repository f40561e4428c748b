"""Where content lies on disk, and the signed, expiring address under which a person may fetch it.

Source:
    own choice, because an address that carries its own signature lets the front door serve a file without
    asking the database; content lies under its SHA-256.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

RENDITIONS = "renditions"
_LIFE = timedelta(hours=1)
_STEP_SECONDS = _LIFE.total_seconds()
_SIGNATURE_CHARACTERS = 32  # 128 bits of the HMAC, in hexadecimal
_HEXADECIMAL = frozenset("0123456789abcdef")
_LONGEST_SECONDS = 9  # hexadecimal digits: until the year 4147


def content_path(sha256: str) -> PurePosixPath:
    """Return where content lies below the store's root: `ab/cdef…`, 256 folders."""
    return PurePosixPath(sha256[:2], sha256[2:])


def rendition_path(sha256: str, *, recipe: str) -> PurePosixPath:
    """Return where a rendition lies: beneath the digest of its original, named by how it was made.

    Whatever has the same original and the same recipe is the same picture, and is made once.
    """
    return PurePosixPath(RENDITIONS, sha256[:2], f"{sha256[2:]}-{recipe}.jpg")


def rendition_source(path: PurePosixPath) -> str:
    """Return the digest of the original that a rendition was made from."""
    return path.parent.name + path.name.partition("-")[0]


def expiry(at: datetime) -> datetime:
    """Return when an address made now ends: at a full hour, between one and two hours from now.

    Rounded, so that a page rendered twice carries the same address and the browser keeps the picture.
    """
    steps = int(at.timestamp() // _STEP_SECONDS) + 2
    return datetime.fromtimestamp(steps * _STEP_SECONDS, tz=UTC)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What an address promises: this file, in this shape, to this actor, until then.

    Without a shape it is the file as it came.
    """

    file_id: int
    actor: str
    until: datetime
    shape: str = ""

    def _message(self) -> bytes:
        return f"{self.file_id}\n{self.actor}\n{int(self.until.timestamp())}\n{self.shape}".encode()

    def signed(self, secret: bytes) -> str:
        """Return the signature part of the address: expiry in hexadecimal seconds, a dash, the HMAC."""
        return f"{int(self.until.timestamp()):x}-{_hmac(secret, self._message())}"


def _hmac(secret: bytes, message: bytes) -> str:
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:_SIGNATURE_CHARACTERS]


def public_signed(file_id: int, version: int, *, secret: bytes) -> str:
    """Return what stands in the address of a published picture: nobody counts their way to the next one."""
    return f"{file_id}-{version}-{_hmac(secret, _public_message(file_id, version))}"


def public_read(name: str, *, secret: bytes) -> tuple[int, int] | None:
    """Return the file and version that a published picture's address names; None where it is not ours."""
    parts = name.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts[:2]):
        return None
    file_id, version = int(parts[0]), int(parts[1])
    wanted = _hmac(secret, _public_message(file_id, version))
    return (file_id, version) if hmac.compare_digest(wanted.encode(), parts[2].encode()) else None


def _public_message(file_id: int, version: int) -> bytes:
    return f"published\n{file_id}\n{version}".encode()


def claim_read(signature: str, *, file_id: int, actor: str, secret: bytes, shape: str = "") -> Claim | None:
    """Return the claim behind a signature, or None where it was not signed for this file, shape and actor.

    Whether the claim has ended is left to the caller, who knows the time.
    """
    seconds, dash, _ = signature.partition("-")
    if not dash or not 0 < len(seconds) <= _LONGEST_SECONDS or not _HEXADECIMAL.issuperset(seconds):
        return None
    until = datetime.fromtimestamp(int(seconds, 16), tz=UTC)
    claim = Claim(file_id=file_id, actor=actor, until=until, shape=shape)
    return claim if hmac.compare_digest(claim.signed(secret).encode(), signature.encode()) else None

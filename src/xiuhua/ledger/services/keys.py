"""The keys that sign heads, under `settings.LEDGER_KEYS`."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from xiuhua.ledger.rules.suites import Suite


@dataclass(frozen=True)
class SigningKey:
    """A private key and its public half."""

    private: bytes
    public: bytes


def signing_key(suite: Suite) -> SigningKey:
    """Return the key of a suite; the first call makes it.

    The public half of every key ever used stays beside it as `ledger-<suite>-<fingerprint>.pub`, so that
    `ledger verify` knows whom to believe after a key was replaced.
    """
    folder = Path(settings.LEDGER_KEYS)
    path = folder / f"ledger-{suite.name}.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        seed = secrets.token_bytes(suite.seed_bytes)
        _write_once(path, suite.private_key(seed).hex(), mode=0o600)
    private = bytes.fromhex(path.read_text(encoding="ascii"))
    public = suite.public_key(private)
    _write_once(folder / f"ledger-{suite.name}-{suite.fingerprint(public)}.pub", public.hex(), mode=0o644)
    return SigningKey(private, public)


def _write_once(path: Path, text: str, *, mode: int) -> None:
    """Put a whole, fsynced file at a path unless one is there: the first of several processes wins."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
        folder_sync(path.parent)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def folder_sync(folder: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

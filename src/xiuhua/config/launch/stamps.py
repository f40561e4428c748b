"""Marks that say for which content a step was done, so that the next run can skip it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def content_digest(files: Iterable[Path], *words: str) -> str:
    """Return a digest over the names and contents of files, and over further words."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in sorted(files):
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"\0{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def is_stamped(stamp: Path, digest: str) -> bool:
    """Return whether the step was done for exactly this content."""
    return stamp.is_file() and stamp.read_text().strip() == digest


def stamp_write(stamp: Path, digest: str) -> None:
    """Note that the step is done."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    draft = stamp.with_suffix(".draft")
    draft.write_text(digest + "\n")
    draft.replace(stamp)

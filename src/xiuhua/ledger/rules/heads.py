"""Signed tree heads: one line of JSON that fixes everything recorded so far.

Source:
    RFC 9162, 4.10 (signed tree head), as one line of JSON; own choice, because a person can keep it by mail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

import orjson

from xiuhua.ledger.rules.canonical import JsonValue, canonical, instant_text
from xiuhua.ledger.rules.suites import SUITES, Suite

_FORMAT = "xiuhua-tree-head/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A root, signed.

    Args:
        size: how many leaves it covers.
        root: the root above them.
        at: when it was signed.
        suite: the suite of the log.
        public_key: the signer's key.
        signature: over `signed_bytes`.
    """

    size: int
    root: bytes
    at: datetime
    suite: str
    public_key: bytes
    signature: bytes = b""

    @property
    def key(self) -> str:
        """The fingerprint of the signer's key."""
        return SUITES[self.suite].fingerprint(self.public_key)

    def signed_bytes(self) -> bytes:
        """Return what the signature covers. The key is among it: two logs never share a head."""
        return canonical(
            {
                "format": _FORMAT,
                "size": self.size,
                "root": self.root.hex(),
                "at": instant_text(self.at),
                "suite": self.suite,
                "key": self.key,
            }
        )

    def signed(self, suite: Suite, private_key: bytes) -> Self:
        """Return this head with its signature."""
        return replace(self, signature=suite.sign(private_key, self.signed_bytes()))

    def signature_holds(self) -> bool:
        """Return whether the signature is that of the key the head names."""
        return SUITES[self.suite].verify(self.public_key, self.signature, self.signed_bytes())

    def as_json(self) -> dict[str, JsonValue]:
        """Return the head as it is exported."""
        return {
            "format": _FORMAT,
            "size": self.size,
            "root": self.root.hex(),
            "at": instant_text(self.at),
            "suite": self.suite,
            "key": self.key,
            "public_key": self.public_key.hex(),
            "signature": self.signature.hex(),
        }


def head_read(line: str | bytes | dict[str, object]) -> Head:
    """Return the head that a line of JSON, or an object read from one, holds.

    Raises:
        ValueError: it is not the JSON of a head.
    """
    found: dict[str, Any] = line if isinstance(line, dict) else orjson.loads(line)
    try:
        if found["format"] != _FORMAT or found["suite"] not in SUITES:
            raise ValueError(f"a head of format {found['format']!r} and suite {found['suite']!r} is unknown")
        return Head(
            size=int(found["size"]),
            root=bytes.fromhex(found["root"]),
            at=datetime.fromisoformat(found["at"]),
            suite=found["suite"],
            public_key=bytes.fromhex(found["public_key"]),
            signature=bytes.fromhex(found["signature"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is not a signed tree head") from error

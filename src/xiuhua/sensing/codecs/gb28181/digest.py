"""Who a device is: the challenge of a registration and its answer.

Source:
    RFC 2617, 3.2 (digest without qop and with qop=auth), RFC 8760 (SHA-256); GB/T 28181-2016, 9.1.2.1
    (devices answer without qop, in MD5).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault

_PARAMETER = re.compile(r'\s*([A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))\s*(?:,|$)')
_SCHEME = "digest "


def _md5(text: str) -> str:
    # Not our choice: devices know nothing else.
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_ALGORITHMS: Mapping[str, Callable[[str], str]] = {"": _md5, "MD5": _md5, "SHA-256": _sha256}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What an Authorization header says; `qop` and what belongs to it empty where the device uses none."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    algorithm: str = ""
    qop: str = ""
    nc: str = ""
    cnonce: str = ""


def challenge_write(realm: str, nonce: str, *, stale: bool = False) -> str:
    """Return a WWW-Authenticate header, without qop because old devices stumble over it."""
    return f'Digest realm="{realm}",nonce="{nonce}",algorithm=MD5{",stale=true" if stale else ""}'


def credentials_read(header: str) -> Credentials:
    """Return what an Authorization header says.

    Raises:
        FrameError: it is no digest, a part is missing, or its algorithm or qop is unknown.
    """
    if header[: len(_SCHEME)].lower() != _SCHEME:
        raise FrameError(Gb28181Fault.DIGEST, text=header[:20])
    found = {
        name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(header[len(_SCHEME) :])
    }
    for name in ("username", "realm", "nonce", "uri", "response"):
        if name not in found:
            raise FrameError(Gb28181Fault.DIGEST, text=name)
    credentials = Credentials(
        **{name: found[name] for name in ("username", "realm", "nonce", "uri", "response")},
        **{name: found.get(name, "") for name in ("algorithm", "qop", "nc", "cnonce")},
    )
    if credentials.algorithm.upper() not in _ALGORITHMS or credentials.qop not in {"", "auth"}:
        raise FrameError(Gb28181Fault.DIGEST, text=f"{credentials.algorithm} {credentials.qop}"[:40])
    return credentials


def response_of(credentials: Credentials, method: str, password: str) -> str:
    """Return the response that a device with this password gives.

    Source:
        RFC 2617, 3.2.2.1: H(H(user:realm:password):nonce:H(method:uri)), with qop also nc, cnonce and qop.
    """
    digest = _ALGORITHMS[credentials.algorithm.upper()]
    secret = digest(f"{credentials.username}:{credentials.realm}:{password}")
    asked = digest(f"{method}:{credentials.uri}")
    once: tuple[str, ...] = (credentials.nonce,)
    if credentials.qop:
        once = (credentials.nonce, credentials.nc, credentials.cnonce, credentials.qop)
    return digest(":".join((secret, *once, asked)))


def is_right(credentials: Credentials, method: str, password: str) -> bool:
    """Return whether the credentials were made with this password."""
    expected = response_of(credentials, method, password)
    return hmac.compare_digest(expected.encode(), credentials.response.lower().encode())

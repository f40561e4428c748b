"""What each way asks for when it is set up, and what is wrong with what was typed.

Source:
    the names are those of each provider's public documents, see `rules.providers`; which may be left empty,
    and the limits, are our own choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xiuhua.notices.rules.addresses import email_read
from xiuhua.notices.rules.webhooks import target_read
from xiuhua.notices.terms import RouteKind

_CODE_LINE = re.compile(r"([a-z0-9_.]+)\s*=\s*([A-Za-z0-9_-]{1,40})")
_PLAIN = re.compile(r"[!-~]{1,120}")
SECURITIES = ("starttls", "tls", "none")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One thing that a way asks for: its name, what it usually is, whether it is an address."""

    name: str
    default: str = ""
    is_url: bool = False
    optional: bool = False


WANTED: Mapping[RouteKind, tuple[Wanted, ...]] = {
    RouteKind.EMAIL: (
        Wanted(name="host"),
        Wanted(name="port", default="587"),
        Wanted(name="security", default="starttls"),
        Wanted(name="username", optional=True),
        Wanted(name="sender"),
    ),
    RouteKind.SMS: (
        Wanted(name="endpoint", default="https://dysmsapi.aliyuncs.com", is_url=True),
        Wanted(name="key_id"),
        Wanted(name="signature"),
        Wanted(name="codes", optional=True),
        Wanted(name="receipts", default="signed"),
    ),
    RouteKind.WECOM: (
        Wanted(name="endpoint", default="https://qyapi.weixin.qq.com", is_url=True),
        Wanted(name="login", default="https://open.weixin.qq.com", is_url=True),
        Wanted(name="corp_id"),
        Wanted(name="agent_id"),
        Wanted(name="site", is_url=True),
    ),
    RouteKind.DINGTALK: (
        Wanted(name="endpoint", default="https://oapi.dingtalk.com", is_url=True),
        Wanted(name="api", default="https://api.dingtalk.com", is_url=True),
        Wanted(name="login", default="https://login.dingtalk.com", is_url=True),
        Wanted(name="app_key"),
        Wanted(name="agent_id"),
        Wanted(name="site", is_url=True),
    ),
}


def settings_wrong(kind: RouteKind, given: Mapping[str, str], *, private: bool) -> dict[str, str]:
    """Return what is wrong with what was typed, a code for each field.

    Args:
        kind: the way.
        given: by name.
        private: whether addresses in private networks are allowed, and with them unencrypted ones.
    """
    wrong = {}
    for wanted in WANTED[kind]:
        value = given.get(wanted.name, "").strip()
        if not value and not wanted.optional:
            wrong[wanted.name] = "route_setting_missing"
        elif value and (code := _wrong(wanted, value, private=private)):
            wrong[wanted.name] = code
    return wrong


def _wrong(wanted: Wanted, value: str, *, private: bool) -> str:
    if wanted.is_url:
        return "" if target_read(value, private=private) else "route_url_wrong"
    tests: Mapping[str, Callable[[], bool]] = {
        "port": lambda: value.isdecimal() and 0 < int(value) < 65536,
        "security": lambda: value in SECURITIES,
        "sender": lambda: email_read(value) is not None,
        "agent_id": lambda: value.isascii() and value.isdecimal() and len(value) < 19,
        "codes": lambda: all(_CODE_LINE.fullmatch(line) for line in lines_of(value)),
        "signature": lambda: 1 <= len(value) <= 20 and not set("【】\n") & set(value),
        "receipts": lambda: value in {"signed", "address"},
    }
    if wanted.name in tests:
        return "" if tests[wanted.name]() else f"route_{wanted.name}_wrong"
    return "" if _PLAIN.fullmatch(value) else "route_setting_wrong"


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def code_for(codes: Mapping[str, str], template: str, language: str) -> str | None:
    """Return the provider's code of a template; what is not Chinese has its own: `case.dispatched.en`.

    Source:
        own choice, because a provider approves each text by itself, so two languages are two templates there.
    """
    return codes.get(template if language.startswith("zh") else f"{template}.en")


def codes_read(text: str) -> dict[str, str]:
    """Return the provider's code of each template: `case.dispatched = SMS_123456` is one line."""
    found = (_CODE_LINE.fullmatch(line) for line in lines_of(text))
    return {one[1]: one[2] for one in found if one}

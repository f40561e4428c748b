"""Words that a scene brings along itself, said in the reader's language when they are printed."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import get_language


def said(*, zh: str, en: str) -> str:
    """Return a lazy text that becomes Chinese or English at the moment it is printed.

    A scene's own words travel with its folder; gettext is for the interface that all scenes share.
    """
    return lazy(lambda: zh if (get_language() or "zh-hans").startswith("zh") else en, str)()

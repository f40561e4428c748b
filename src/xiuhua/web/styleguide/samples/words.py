"""Words, names and codes that the samples share."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import get_language

NOW = datetime(2026, 11, 22, 2, 24, 36, tzinfo=UTC)  # 10:24:36 in Shanghai
LONG_ZH = "泰然四路与香蜜湖滨河大道辅路交叉口东南侧步行街地下一层一百二十八号老街坊川味小面馆"
LONG_EN = (
    "The Old Neighbours' Noodle House on the lower ground floor of the pedestrian street at Tairan 4th Road"
)
CODE = "JS-990101-000128"


def words(zh: str, en: str) -> str:
    """Return a sample in the reader's language."""
    return zh if (get_language() or "zh").startswith("zh") else en


def long_name() -> str:
    """Return the longest name there is."""
    return words(LONG_ZH, LONG_EN)

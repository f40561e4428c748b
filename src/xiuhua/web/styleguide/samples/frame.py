"""The frame around a sample page."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language

from xiuhua.web.parts import (
    Language,
    MenuItem,
    Person,
    Shell,
    Theme,
)
from xiuhua.web.styleguide.samples.words import NOW, words


def shell(*, theme: Theme, current: str, path: str) -> Shell:
    """Return a frame with every kind of place in it."""
    here = get_language() or "zh-hans"
    return Shell(
        district=words("云河区运行管理平台", "Yunhe District Operations"),
        menu=tuple(_menu(current)),
        person=Person(
            name=words("陈晓岚", "Chen Xiaolan"),
            role=words("派遣员 · 早班", "Dispatcher · early shift"),
            url=path,
        ),
        search_url=reverse("web:specimen", args=("list",)),
        search_label=words("搜场所、地址、编码", "Search premises, addresses, codes"),
        theme=theme,
        languages=(
            Language(code="zh-hans", label="简体中文", current=here.startswith("zh")),
            Language(code="en", label="English", current=here.startswith("en")),
        ),
        sign_out_url=reverse("web:styleguide"),
        now=NOW,
    )


def _menu(current: str) -> Iterator[MenuItem]:
    places = (
        ("guide", "样式", "Style", "palette", "styleguide", None),
        ("list", "场所", "Premises", "building-store", "list", None),
        ("work", "工作台", "Work", "inbox", "object", 18),
        ("map", "地图", "Map", "map-2", "list-map", None),
        ("figures", "评价", "Figures", "chart-bar", "form", 4),
    )
    for key, zh, en, sign, page, count in places:
        url = reverse("web:styleguide") if page == "styleguide" else reverse("web:specimen", args=(page,))
        yield MenuItem(
            key=key,
            label=words(zh, en),
            url=url,
            icon=sign,
            count=count,
            current=key == current,
            late=key == "work",
        )
    yield MenuItem(
        key="settings",
        label=words("设置", "Settings"),
        url=reverse("web:specimen", args=("form-errors",)),
        icon="settings",
        foot=True,
        phone=False,
        current=current == "settings",
    )

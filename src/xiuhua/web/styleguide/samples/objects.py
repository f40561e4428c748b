"""An object with everything that can hang on it."""

from __future__ import annotations

import json
from datetime import timedelta

from django.urls import reverse

from xiuhua.web.parts import (
    Action,
    Cell,
    Change,
    Count,
    Crumb,
    Fact,
    MapLayer,
    MapView,
    ObjectView,
    Related,
    Section,
    Story,
    StoryEntry,
)
from xiuhua.web.styleguide.samples.marks import acts, clocks, stages, tags
from xiuhua.web.styleguide.samples.words import CODE, NOW, long_name, words


def object_view() -> ObjectView:
    """Return one premises with everything that may hang on it."""
    here = reverse("web:specimen", args=("object",))
    back = reverse("web:specimen", args=("list",))
    return ObjectView(
        subject="specimen:1",
        kind_label=words("场所", "Premises"),
        code=CODE,
        url=here,
        title=words("老街坊川味小面馆", "Old Neighbours' Noodle House"),
        state=tags()[1],
        place=words("云河街道 泰然社区，泰然四路 128 号", "128 Tairan 4th Road, Tairan, Yunhe Street"),
        crumbs=(
            Crumb(label=words("场所", "Premises"), url=back),
            Crumb(label=words("云河街道", "Yunhe Street"), url=back),
            Crumb(label=words("老街坊川味小面馆", "Old Neighbours' Noodle House")),
        ),
        acts=(
            Action(
                label=words("改名", "Rename"),
                kind="primary",
                icon="pencil",
                shortcut="E",
                url=reverse("web:specimen", args=("form",)),
            ),
            Action(label=words("停业", "Suspend"), icon="player-pause", url=here),
            *acts()[3:],
        ),
        stages=stages(),
        clocks=clocks()[:3],
        facts=(
            Fact(
                name="name",
                label=words("名称", "Name"),
                value=Cell(text=words("老街坊川味小面馆", "Old Neighbours' Noodle House")),
                edit_url=reverse("web:specimen", args=("form",)),
            ),
            Fact(
                name="code",
                label=words("统一社会信用代码", "Credit code"),
                value=Cell(kind="code", text="91440300MA5FUJ2C8X", copyable=True),
            ),
            Fact(
                name="kind",
                label=words("类别", "Kind"),
                value=Cell(text=words("餐饮 · 小型", "Restaurant · small")),
            ),
            Fact(
                name="size",
                label=words("面积", "Floor space"),
                value=Cell(kind="number", number=46, unit="m²"),
            ),
            Fact(
                name="keeper",
                label=words("联系人", "Contact"),
                value=Cell(
                    kind="person",
                    text=words("王** 138****5678", "Wang ** 138****5678"),
                    masked=True,
                    reveal_url=here,
                ),
            ),
            Fact(
                name="since",
                label=words("登记", "Recorded"),
                value=Cell(kind="time", at=NOW - timedelta(days=420)),
            ),
            Fact(
                name="review",
                label=words("复核时限", "Review due"),
                value=Cell(kind="clock", clock=clocks()[1]),
            ),
            Fact(
                name="fume",
                label=words("油烟净化器", "Fume filter"),
                value=Cell(why_none=words("未登记", "not recorded")),
            ),
            Fact(name="address", label=words("地址", "Address"), value=Cell(text=long_name()), wide=True),
        ),
        sections=(
            Section(
                title=words("谁负责", "Who answers here"),
                template="web/parts/sample_section.html",
                context=words(
                    "泰然社区网格 330105007012034 · 网格员赵立，依据职责 D-118",
                    "Grid 330105007012034 · grid officer Zhao Li, by duty D-118",
                ),
                note=words("今天 08:00 起", "since 08:00 today"),
            ),
        ),
        map=map_view(),
        related=related(),
        story=story(),
        back_url=back,
        back_label=words("场所", "Premises"),
        position="4 / 18",
        next_url=here,
        previous_url=here,
    )


def related() -> tuple[Related, ...]:
    """Return things with counts: many, none, late, and one that the reader may not count."""
    return (
        Related(label=words("案件", "Cases"), icon="inbox", count=Count(number=12), url="#x-main", late=2),
        Related(
            label=words("检查", "Inspections"), icon="clipboard-check", count=Count(number=3), url="#x-main"
        ),
        Related(
            label=words("许可", "Permits"), icon="file-certificate", count=Count(number=0), url="#x-main"
        ),
        Related(label=words("处罚", "Penalties"), icon="gavel"),
    )


def story() -> Story:
    """Return a history: being sealed, sealed with a proof, with words erased, with a reason."""
    return Story(
        entries=(
            StoryEntry(
                at=NOW - timedelta(seconds=1),
                actor=words("李敏", "Li Min"),
                sentence=words("改了名称", "changed the name"),
                changes=(
                    Change(
                        label=words("名称", "Name"),
                        before=words("老街坊面馆", "Old Neighbours"),
                        after=words("老街坊川味小面馆", "Old Neighbours' Noodle House"),
                    ),
                ),
                reason=words("营业执照换发", "a new licence was issued"),
            ),
            StoryEntry(
                at=NOW - timedelta(hours=20),
                actor=words("赵立", "Zhao Li"),
                sentence=words("到场核实，属实", "verified it on site"),
                leaf=1_284_117,
                proof_url="#x-main",
            ),
            StoryEntry(
                at=NOW - timedelta(days=51),
                actor=words("系统", "System"),
                sentence=words("换了联系人", "replaced the contact"),
                changes=(Change(label=words("面积 / m²", "Floor space / m²"), before="", after="46"),),
                leaf=803_311,
                proof_url="#x-main",
            ),
            StoryEntry(
                at=NOW - timedelta(days=420),
                actor=words("陈晓岚", "Chen Xiaolan"),
                sentence=words("登记了场所", "recorded the premises"),
                leaf=12,
                proof_url="#x-main",
                erased=True,
            ),
        ),
        older_url="#x-main",
        verify_url="#x-main",
    )


def map_view(*, with_feature: bool = True) -> MapView:
    """Return a map with a grid cell around the premises; the tiles are the platform's own."""
    ring = [
        [120.132, 30.262],
        [120.141, 30.262],
        [120.141, 30.269],
        [120.136, 30.271],
        [120.132, 30.269],
        [120.132, 30.262],
    ]
    shape = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return MapView(
        label=words("地图：老街坊川味小面馆", "Map: Old Neighbours' Noodle House"),
        layers=(
            MapLayer(name="areas", label=words("辖区界", "Areas")),
            MapLayer(name="premises", label=words("场所", "Premises"), count=3_500),
        ),
        bounds=(120.09, 30.24, 120.18, 30.30),
        feature=json.dumps(shape) if with_feature else "",
        feature_label=words("老街坊川味小面馆", "Noodle House"),
        subject="specimen:1",
        attribution=words("示例图形", "Invented shapes"),
        list_url=reverse("web:specimen", args=("list",)) if with_feature else "",
    )

"""Invented content for the style guide: the longest street name, 0, 1 and 9,999,999, and every state.

Samples are no interface text: they carry both languages themselves and never enter the catalogue of
translations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils.translation import get_language

from xiuhua.web.parts import (
    Action,
    Alarm,
    Bulk,
    Cell,
    Change,
    Chip,
    Clock,
    Column,
    Count,
    Crumb,
    Export,
    Fact,
    Field,
    FieldGroup,
    Figure,
    FilterField,
    FormView,
    Language,
    ListView,
    MapLayer,
    MapView,
    MenuItem,
    ObjectView,
    Option,
    Pager,
    Person,
    PreviewCell,
    PreviewRow,
    PreviewView,
    Related,
    Row,
    SavedView,
    Section,
    Shell,
    Stage,
    State,
    Story,
    StoryEntry,
    Tag,
    Theme,
    Toast,
)

NOW = datetime(2026, 11, 22, 2, 24, 36, tzinfo=UTC)  # 10:24:36 in Shanghai
_LONG_ZH = "泰然四路与香蜜湖滨河大道辅路交叉口东南侧步行街地下一层一百二十八号老街坊川味小面馆"
_LONG_EN = (
    "The Old Neighbours' Noodle House on the lower ground floor of the pedestrian street at Tairan 4th Road"
)
_CODE = "JS-990101-000128"


def words(zh: str, en: str) -> str:
    """Return a sample in the reader's language."""
    return zh if (get_language() or "zh").startswith("zh") else en


def long_name() -> str:
    """Return the longest name there is."""
    return words(_LONG_ZH, _LONG_EN)


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


# --- small marks ---


def tags() -> tuple[Tag, ...]:
    """Return a tag in each colour."""
    return (
        Tag(text=words("筹备", "Planned")),
        Tag(text=words("营业", "Open"), colour="done"),
        Tag(text=words("停业", "Suspended"), colour="hold"),
        Tag(text=words("退回", "Sent back"), colour="soon"),
        Tag(text=words("督办", "Pressed"), colour="late", icon="flag"),
        Tag(text=words("新", "New"), colour="brand"),
    )


def clocks() -> tuple[Clock, ...]:
    """Return a clock in each state."""
    return (
        Clock(
            text=words("剩 2 时 10 分", "2 h 10 min left"),
            until=NOW + timedelta(minutes=130),
            share_used=0.46,
        ),
        Clock(
            text=words("剩 6 分", "6 min left"),
            state="soon",
            until=NOW + timedelta(minutes=6),
            share_used=0.8,
        ),
        Clock(
            text=words("超 12 分", "12 min over"),
            state="late",
            until=NOW - timedelta(minutes=12),
            share_used=1.0,
        ),
        Clock(text=words("挂账", "On hold"), state="paused", until=NOW + timedelta(days=9)),
        Clock(text=words("按期办结", "Done in time"), state="done", until=NOW - timedelta(days=1)),
    )


def stages() -> tuple[Stage, ...]:
    """Return a course that stands in its third step."""
    return (
        Stage(label=words("受理", "Taken"), state="done", at=NOW - timedelta(minutes=38)),
        Stage(label=words("立案", "Filed"), state="done", at=NOW - timedelta(minutes=30)),
        Stage(label=words("派遣", "Dispatch"), state="under_way", note=words("进行中", "under way")),
        Stage(label=words("处置", "Handling")),
        Stage(label=words("核查", "Check")),
        Stage(label=words("结案", "Closed")),
    )


def side_exits() -> tuple[Stage, ...]:
    """Return the four ways out of a course."""
    return (
        Stage(label=words("退回", "Sent back"), state="returned"),
        Stage(label=words("挂账", "On hold"), state="paused"),
        Stage(label=words("合并", "Merged"), state="merged"),
        Stage(label=words("作废", "Void"), state="void"),
    )


def alarms() -> tuple[Alarm, ...]:
    """Return the four national levels."""
    return (
        Alarm(level=1, label=words("一级 特别重大", "Level I")),
        Alarm(level=2, label=words("二级 重大", "Level II")),
        Alarm(level=3, label=words("三级 较大", "Level III")),
        Alarm(level=4, label=words("四级 一般", "Level IV")),
    )


def figures() -> tuple[Figure, ...]:
    """Return figures that open, that are late, that are huge, and one that nobody knows."""
    return (
        Figure(
            label=words("按期处置率", "Handled in time"),
            value=97.6,
            unit="%",
            decimals=1,
            numerator=40,
            denominator=41,
            period=words("近 30 天", "last 30 days"),
            comparison=words("较上月 +3.7 个百分点", "+3.7 points on last month"),
            target="≥ 95%",
            as_of=NOW,
            url="#x-main",
        ),
        Figure(
            label=words("超期未结", "Open and late"),
            value=3,
            unit=words("件", "cases"),
            clock="late",
            period=words("现在", "now"),
            as_of=NOW,
            url="#x-main",
        ),
        Figure(
            label=words("部件总数", "Components"),
            value=9_999_999,
            unit=words("个", ""),
            period=words("今天", "today"),
            as_of=NOW,
        ),
        Figure(label=words("今日上报", "Reported today"), value=0, unit=words("件", "reports"), as_of=NOW),
        Figure(
            label=words("夜间噪声达标率", "Nights within the noise limit"),
            value=None,
            unit="%",
            why_none=words("设备 10 月 3 日起停测", "the meter has been off since 3 October"),
        ),
    )


def acts() -> tuple[Action, ...]:
    """Return each kind of act, with one that may not be done."""
    return (
        Action(label=words("派遣", "Dispatch"), kind="primary", icon="send", shortcut="D", url="#x-main"),
        Action(label=words("改派", "Reassign"), icon="user-edit", shortcut="E", url="#x-main"),
        Action(label=words("注销", "Deregister"), kind="danger", icon="ban", url="#x-main"),
        Action(
            label=words("合并", "Merge"),
            icon="git-merge",
            why_not=words(
                "只有值班长可以合并已派遣的案件", "Only the shift leader may merge dispatched cases"
            ),
        ),
    )


def states() -> tuple[State, ...]:
    """Return what stands where content cannot."""
    return (
        State(
            kind="empty",
            title=words("没有待核实的场所", "No premises wait to be verified"),
            text=words(
                "最近一家 10:12 由陈晓岚核实。", "The last one was verified at 10:12 by Chen Xiaolan."
            ),
            acts=(
                Action(label=words("看营业 912 家", "See the 912 open ones"), url="#x-main", kind="primary"),
            ),
        ),
        filtered(),
        failed(),
        forbidden(),
        State(
            kind="gone",
            title=words("没有这个场所", "No such premises"),
            text=words(
                "它可能已注销，或不在您的辖区。", "It may be deregistered, or lie outside your areas."
            ),
            acts=(Action(label=words("回场所清单", "Back to the list"), url="#x-main"),),
        ),
        State(
            kind="none",
            title=words("没有读数", "No readings"),
            text=words("该设备 10 月 3 日起停测。", "The meter has been off since 3 October."),
        ),
    )


def filtered() -> State:
    """Return the answer of a filter that nothing fits."""
    return State(
        kind="filtered",
        title=words("没有符合条件的场所", "Nothing fits these filters"),
        text=words("去掉上面的一个条件，或全部清除。", "Remove one of the filters above, or clear them all."),
        acts=(Action(label=words("清除条件", "Clear the filters"), url="#x-main", kind="primary"),),
    )


def failed() -> State:
    """Return a failure: what failed, what is safe, what next, and a code to quote."""
    return State(
        kind="error",
        title=words("清单没有取到", "The list could not be read"),
        text=words(
            "数据库 10:24 起没有应答。已保存的内容不受影响。",
            "The database has not answered since 10:24. What was saved is safe.",
        ),
        acts=(Action(label=words("再试一次", "Try again"), url="#x-main", kind="primary", icon="refresh"),),
        code="7f3a09c2",
    )


def forbidden() -> State:
    """Return a refusal that names who may."""
    return State(
        kind="forbidden",
        title=words("没有改名的权限", "You may not rename this"),
        text=words(
            "云河街道的信息员和区管理员可以改名。", "Clerks of Yunhe Street and district administrators may."
        ),
        acts=(Action(label=words("回场所", "Back to the premises"), url="#x-main"),),
    )


def notices() -> tuple[State, ...]:
    """Return the bars that stand above content."""
    return (
        State(
            kind="stale",
            title=words("数据停在 10:24", "Figures stand at 10:24"),
            text=words("正在重连，下面的数可能已变。", "Reconnecting; what is below may have changed."),
        ),
        State(
            kind="offline",
            title=words("离线 · 2 条待传", "Offline · 2 waiting"),
            text=words("回到网络后自动上传。", "They are sent once the network is back."),
        ),
        State(
            kind="error",
            title=words("照片没有传上去", "The photo was not sent"),
            text=words("文字已保存。", "The words are saved."),
            acts=(Action(label=words("再传一次", "Send again"), url="#x-main"),),
        ),
    )


def toasts() -> tuple[Toast, ...]:
    """Return what was just done, with and without a way back."""
    return (
        Toast(text=words("已派遣给长庆街道环卫所", "Sent to Changqing Street Sanitation")),
        Toast(text=words("已改名", "Renamed"), undo=Action(label=words("撤销", "Undo"), post_url="#x-main")),
    )


def cells() -> tuple[tuple[str, Cell], ...]:
    """Return a value of each kind."""
    return (
        ("text", Cell(text=long_name())),
        ("code", Cell(kind="code", text=_CODE, copyable=True)),
        ("number", Cell(kind="number", number=9_999_999.5, decimals=1, unit="m²")),
        ("tag", Cell(kind="tag", tag=tags()[1])),
        ("time", Cell(kind="time", at=NOW - timedelta(days=1))),
        ("person", Cell(kind="person", text="138****5678", masked=True, reveal_url="#x-main")),
        ("link", Cell(kind="link", text="GB/T 47678.5", url="#x-main")),
        ("clock", Cell(kind="clock", clock=clocks()[1])),
        ("yes", Cell(kind="yes", number=1)),
        ("—", Cell(why_none=words("未登记", "not recorded"))),
    )


# --- the list ---


def list_view(*, rows: bool = True, state: State | None = None, on_map: bool = False) -> ListView:
    """Return a list of premises; without rows a state stands in their place."""
    here = reverse("web:specimen", args=("list",))
    shown = tuple(_rows()) if rows else ()
    return ListView(
        key="specimen",
        kind="specimen",
        title=words("场所", "Premises"),
        url=here,
        live_url=here,
        columns=_columns(here),
        rows=shown,
        state=state,
        count=Count(number=1000, more=True, estimate=1_204_117) if rows else Count(number=0),
        crumbs=(Crumb(label=words("场所", "Premises")),),
        acts=(
            Action(
                label=words("登记场所", "Record premises"),
                url="#x-main",
                kind="primary",
                icon="plus",
                shortcut="N",
            ),
        ),
        views=(
            SavedView(
                label=words("全部", "All"), url=here, current=rows, count=Count(number=1000, more=True)
            ),
            SavedView(label=words("营业", "Open"), url=here, count=Count(number=912)),
            SavedView(
                label=words("待核实", "To verify"),
                url=here,
                count=Count(number=18 if rows else 0),
                current=not rows,
            ),
            SavedView(label=words("我登记的", "Mine"), url=here, count=Count(number=5), owner="mine"),
        ),
        search_value="",
        search_label=words("搜名称、编码、地址", "Search name, code, address"),
        filters=_filters(),
        chips=(
            (
                Chip(label=words("辖区", "Area"), value=words("云河街道", "Yunhe Street"), remove_url=here),
                Chip(label=words("状态", "State"), value=words("营业", "Open"), remove_url=here),
            )
            if state or on_map
            else ()
        ),
        clear_url=here if state else "",
        exports=(
            Export(label=words("Excel 表格（xlsx）", "Excel sheet (xlsx)"), url="#x-main", format="xlsx"),
            Export(label=words("文本表格（csv）", "Text table (csv)"), url="#x-main", format="csv"),
            Export(label=words("地图数据（geojson）", "Map data (geojson)"), url="#x-main", format="geojson"),
        ),
        bulk=Bulk(
            acts=(Action(label=words("分派巡查", "Assign patrol"), post_url="#x-main", icon="walk"),),
            everything_label=words("全选符合条件的 1,284 条", "Select all 1,284 that fit"),
        )
        if rows
        else None,
        pager=Pager(older_url=here, newer_url=here, first_url=here) if rows else Pager(),
        map_url=reverse("web:specimen", args=("list-map",)),
        table_url=here,
        mode="map" if on_map else "table",
        map=map_view(with_feature=False) if on_map else None,
    )


def _columns(here: str) -> tuple[Column, ...]:
    return (
        Column(key="name", label=words("名称", "Name"), sort="ascending", sort_url=here, locked=True),
        Column(key="code", label=words("编码", "Code"), kind="code", sort="none", sort_url=here),
        Column(key="state", label=words("状态", "State"), kind="tag"),
        Column(key="place", label=words("地址", "Address"), drop=2),
        Column(
            key="size",
            label=words("面积", "Floor space"),
            kind="number",
            unit="m²",
            sort="none",
            sort_url=here,
            drop=1,
        ),
        Column(key="due", label=words("复核时限", "Review due"), kind="clock"),
        Column(
            key="changed", label=words("更新", "Changed"), kind="time", sort="none", sort_url=here, drop=1
        ),
        Column(key="keeper", label=words("联系人", "Contact"), kind="person", shown=False),
    )


def _filters() -> tuple[FilterField, ...]:
    states = (
        ("planned", "筹备", "Planned"),
        ("open", "营业", "Open"),
        ("suspended", "停业", "Suspended"),
        ("closed", "注销", "Closed"),
    )
    streets = (
        ("云河街道", "Yunhe"),
        ("长庆街道", "Changqing"),
        ("泰然街道", "Tairan"),
        ("香蜜街道", "Xiangmi"),
    )
    areas = [Option(value=f"99010{at}", label=words(*street)) for at, street in enumerate(streets)]
    return (
        FilterField(
            name="state",
            label=words("状态", "State"),
            options=tuple(
                Option(value=value, label=words(zh, en), selected=value == "open") for value, zh, en in states
            ),
        ),
        FilterField(name="area", label=words("辖区", "Area"), options=(*areas, *areas)),
        FilterField(
            name="changed",
            label=words("更新日期", "Changed"),
            kind="dates",
            value="2026-11-01",
            value_to="2026-11-22",
        ),
        FilterField(name="code", label=words("编码开头", "Code begins with"), kind="text"),
    )


def _rows() -> Iterator[Row]:
    names = (
        ("老街坊川味小面馆", "Old Neighbours' Noodle House", "泰然四路 128 号", "128 Tairan 4th Road"),
        (_LONG_ZH, _LONG_EN, "滨河大道辅路 9999 号", "9999 Binhe Avenue side road"),
        ("云河农贸市场", "Yunhe Farmers' Market", "香林路 35 号", "35 Xianglin Road"),
        ("万家福超市", "Wanjiafu Supermarket", "福荣路 12 号", "12 Furong Road"),
        ("和平里 7 号院", "Heping Court 7", "和平里 7 号", "7 Heping Lane"),
        ("青青幼儿园", "Qingqing Kindergarten", "香蜜二巷 7 号", "7 Xiangmi 2nd Lane"),
        ("顺达汽车维修", "Shunda Car Repairs", "泰然九路 210 号", "210 Tairan 9th Road"),
        ("A", "A", "云河路 1 号", "1 Yunhe Road"),
    )
    clock = (None, clocks()[0], clocks()[1], None, clocks()[2], None, clocks()[3], clocks()[4])
    for at in range(24):
        zh, en, place_zh, place_en = names[at % 8]
        due = clock[at % 8] if at < 8 else None
        yield Row(
            subject=f"specimen:{at + 1}",
            url=reverse("web:specimen", args=("object",)),
            clock=due,
            note=words(place_zh, place_en),
            cells=(
                Cell(text=words(zh, en)),
                Cell(kind="code", text=f"JS-990101-{at * 37 + 128:06d}"),
                Cell(kind="tag", tag=tags()[(1, 1, 0, 1, 2, 1, 1, 0)[at % 8]]),
                Cell(text=words(place_zh, place_en)),
                Cell(kind="number", number=(46, 9_999_999, 1_280, 0, 640, 1, None, 88)[at % 8]),
                Cell(kind="clock", clock=due),
                Cell(kind="time", at=NOW - timedelta(hours=at * 7)),
            ),
        )


# --- the object ---


def object_view() -> ObjectView:
    """Return one premises with everything that may hang on it."""
    here = reverse("web:specimen", args=("object",))
    back = reverse("web:specimen", args=("list",))
    return ObjectView(
        subject="specimen:1",
        kind_label=words("场所", "Premises"),
        code=_CODE,
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


# --- forms and imports ---


def form_view(*, wrong: bool = False) -> FormView:
    """Return a form with every kind of field, as opened or as refused."""
    here = reverse("web:specimen", args=("form",))
    kinds = (("food", "餐饮", "Restaurant"), ("shop", "零售", "Shop"), ("site", "工地", "Building site"))
    name_error = (
        words("这个名称在云河街道已有一家。", "Yunhe Street already has one of this name.") if wrong else ""
    )
    return FormView(
        title=words("改名", "Rename premises"),
        lead=words(
            "名称以营业执照为准，改动记入账本。",
            "Use the name on the licence. The change goes into the ledger.",
        ),
        action_url=here,
        submit=Action(label=words("改名", "Rename"), kind="primary", icon="pencil"),
        cancel_url=reverse("web:specimen", args=("object",)),
        crumbs=(
            Crumb(label=words("场所", "Premises"), url=reverse("web:specimen", args=("list",))),
            Crumb(
                label=words("老街坊川味小面馆", "Old Neighbours' Noodle House"),
                url=reverse("web:specimen", args=("object",)),
            ),
            Crumb(label=words("改名", "Rename")),
        ),
        errors=(
            words(
                "陈晓岚 10:23 改过这个场所，比对后再改。",
                "Chen Xiaolan changed this at 10:23. Compare, then send again.",
            ),
        )
        if wrong
        else (),
        groups=(
            FieldGroup(
                fields=(
                    Field(
                        name="name",
                        label=words("新名称", "New name"),
                        value=long_name()
                        if wrong
                        else words("老街坊川味小面馆", "Old Neighbours' Noodle House"),
                        help=words(
                            "60 字以内，与营业执照一致。", "At most 60 characters, as on the licence."
                        ),
                        error=name_error,
                        max_length=60,
                    ),
                    Field(
                        name="kind",
                        label=words("类别", "Kind"),
                        kind="select",
                        value="food",
                        options=tuple(Option(value=value, label=words(zh, en)) for value, zh, en in kinds),
                    ),
                    Field(
                        name="reason",
                        label=words("事由", "Reason"),
                        kind="area",
                        error=words("写明改名的事由。", "Say why the name changes.") if wrong else "",
                    ),
                )
            ),
            FieldGroup(
                title=words("更多", "More"),
                fields=(
                    Field(
                        name="size",
                        label=words("面积", "Floor space"),
                        kind="number",
                        value="46",
                        unit="m²",
                        optional=True,
                    ),
                    Field(
                        name="on",
                        label=words("生效日期", "In force from"),
                        kind="date",
                        value="2026-11-22",
                        optional=True,
                    ),
                    Field(
                        name="licence",
                        label=words("营业执照照片", "Photo of the licence"),
                        kind="file",
                        optional=True,
                        accept="image/*",
                    ),
                    Field(
                        name="area",
                        label=words("辖区", "Area"),
                        value=words("云河街道", "Yunhe Street"),
                        disabled_reason=words(
                            "辖区由网格决定，不能直接改。",
                            "The area follows from the grid and cannot be changed here.",
                        ),
                    ),
                    Field(
                        name="tell",
                        label=words("告诉网格员", "Tell the grid officer"),
                        kind="checkbox",
                        value="true",
                        optional=True,
                    ),
                ),
            ),
        ),
        draft_key="specimen:1:rename",
    )


def preview_view() -> PreviewView:
    """Return an import with lines of each outcome."""
    cell = PreviewCell
    return PreviewView(
        title=words("导入场所", "Import premises"),
        file_name=words("云河街道场所 2026-11.xlsx", "yunhe-premises-2026-11.xlsx"),
        columns=(
            words("编码", "Code"),
            words("名称", "Name"),
            words("辖区", "Area"),
            words("面积 / m²", "Floor space / m²"),
        ),
        rows=(
            PreviewRow(
                line=7,
                outcome="bad",
                error=words("2 处有误", "2 faults"),
                cells=(
                    cell(text="JS-990101-000131"),
                    cell(text="", error=words("缺名称", "a name is missing")),
                    cell(text="990109", error=words("没有这个辖区", "no such area")),
                    cell(text="46"),
                ),
            ),
            PreviewRow(
                line=19,
                outcome="bad",
                cells=(
                    cell(
                        text="JS-990101-000128",
                        error=words("第 2 行已有此编码", "line 2 has this code already"),
                    ),
                    cell(text=words("云河农贸市场", "Yunhe Farmers' Market")),
                    cell(text=words("云河街道", "Yunhe Street")),
                    cell(text="1,280"),
                ),
            ),
            PreviewRow(
                line=2,
                outcome="new",
                cells=(
                    cell(text="JS-990101-000128"),
                    cell(text=long_name()),
                    cell(text=words("云河街道", "Yunhe Street")),
                    cell(text="9,999,999"),
                ),
            ),
            PreviewRow(
                line=3,
                outcome="change",
                cells=(
                    cell(text="JS-990101-000165"),
                    cell(
                        text=words("万家福超市", "Wanjiafu Supermarket"),
                        before=words("万家福便利店", "Wanjiafu Corner Shop"),
                    ),
                    cell(text=words("云河街道", "Yunhe Street")),
                    cell(text="88"),
                ),
            ),
            PreviewRow(
                line=4,
                outcome="same",
                cells=(
                    cell(text="JS-990101-000202"),
                    cell(text=words("青青幼儿园", "Qingqing Kindergarten")),
                    cell(text=words("长庆街道", "Changqing Street")),
                    cell(text=""),
                ),
            ),
        ),
        new=1_204,
        change=37,
        same=412,
        bad=2,
        crumbs=(
            Crumb(label=words("场所", "Premises"), url=reverse("web:specimen", args=("list",))),
            Crumb(label=words("导入", "Import")),
        ),
        accept=Action(
            label=words("导入 1,241 条", "Import 1,241 lines"),
            kind="primary",
            icon="file-import",
            post_url="#x-main",
        ),
        cancel_url="#x-main",
        bad_rows_url="#x-main",
        notes=(words("名称前后的空格已去掉（12 行）。", "Blanks around names were removed (12 lines)."),),
    )


def sign_in_view(*, wrong: bool = False) -> FormView:
    """Return the door, fresh or after a wrong password."""
    said = words(
        "用户名或密码不对。再错 3 次，账号锁定 15 分钟。",
        "User name or password is wrong. After 3 more the account is locked for 15 minutes.",
    )
    return FormView(
        title=words("登录", "Sign in"),
        action_url=reverse("web:specimen", args=("sign-in",)),
        submit=Action(label=words("登录", "Sign in"), kind="primary"),
        errors=(said,) if wrong else (),
        groups=(
            FieldGroup(
                fields=(
                    Field(
                        name="username",
                        label=words("用户名", "User name"),
                        value="chenxl" if wrong else "",
                        autocomplete="username",
                    ),
                    Field(
                        name="password",
                        label=words("密码", "Password"),
                        kind="password",
                        autocomplete="current-password",
                    ),
                )
            ),
        ),
    )

"""Small marks: tags, clocks, stages, alarms, figures, acts, states, cells."""

from __future__ import annotations

from datetime import timedelta

from xiuhua.web.parts import (
    Action,
    Alarm,
    Cell,
    Clock,
    Figure,
    Stage,
    State,
    Tag,
    Toast,
)
from xiuhua.web.styleguide.samples.words import CODE, NOW, long_name, words


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
        ("code", Cell(kind="code", text=CODE, copyable=True)),
        ("number", Cell(kind="number", number=9_999_999.5, decimals=1, unit="m²")),
        ("tag", Cell(kind="tag", tag=tags()[1])),
        ("time", Cell(kind="time", at=NOW - timedelta(days=1))),
        ("person", Cell(kind="person", text="138****5678", masked=True, reveal_url="#x-main")),
        ("link", Cell(kind="link", text="GB/T 47678.5", url="#x-main")),
        ("clock", Cell(kind="clock", clock=clocks()[1])),
        ("yes", Cell(kind="yes", number=1)),
        ("—", Cell(why_none=words("未登记", "not recorded"))),
    )

"""What happens in the demo district: which matters, when in the year and in the day, and who sees them.

Shares are invented after what bureaus report: parking, trading and rubbish make half of all cases.
"""

from __future__ import annotations

from dataclasses import dataclass

_FLAT = (10,) * 12
_SUMMER = (5, 5, 7, 9, 12, 15, 17, 17, 13, 9, 6, 5)
_AUTUMN = (6, 5, 6, 7, 8, 8, 9, 10, 12, 18, 20, 12)
_WET = (6, 7, 9, 11, 13, 18, 15, 14, 11, 8, 6, 5)
_DAY = (0, 0, 0, 0, 0, 1, 3, 8, 12, 13, 12, 9, 6, 7, 10, 11, 10, 8, 5, 3, 2, 1, 0, 0)
_EVENING = (1, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 4, 4, 3, 3, 3, 5, 9, 13, 15, 13, 9, 4, 2)
_NIGHT = (9, 6, 4, 2, 1, 1, 2, 2, 2, 2, 2, 2, 3, 2, 2, 2, 2, 3, 4, 6, 10, 13, 14, 12)


@dataclass(frozen=True, kw_only=True)
class Happening:
    """A matter as it happens: its code of 2026, how often, in which months and hours, and what is written.

    Args:
        near: what it happens at: `shop`, `street`, or the class of a component.
        by: who has it handled: a class of the duty table's contracts, `squad`, `office` or a unit's name.
    """

    code: str
    weight: int
    near: str
    by: str
    words: str
    months: tuple[int, ...] = _FLAT
    hours: tuple[int, ...] = _DAY


HAPPENINGS = (
    Happening(code="06010", weight=130, near="street", by="06", words="路边有成堆垃圾", months=_SUMMER),
    Happening(code="06011", weight=40, near="street", by="06", words="渣土和建筑垃圾堆在路旁"),
    Happening(code="06012", weight=60, near="street", by="06", words="路面有污渍和落叶", months=_AUTUMN),
    Happening(code="06013", weight=45, near="street", by="01", words="路面坑洼，车辆颠簸", months=_WET),
    Happening(code="06014", weight=15, near="street", by="06", words="货车撒漏，路面有砂石"),
    Happening(code="06017", weight=30, near="04", by="04", words="绿地里有垃圾和枯枝"),
    Happening(code="06018", weight=20, near="04", by="04", words="修剪下来的枝条没有清运", months=_AUTUMN),
    Happening(code="06021", weight=8, near="04", by="04", words="行道树有虫害", months=_SUMMER),
    Happening(code="06027", weight=25, near="shop", by="squad", words="油烟直排，居民反映", hours=_EVENING),
    Happening(
        code="06028", weight=35, near="shop", by="squad", words="夜间音响扰民", months=_SUMMER, hours=_NIGHT
    ),
    Happening(
        code="06029", weight=22, near="street", by="squad", words="露天烧烤，烟气呛人", months=_SUMMER,
        hours=_EVENING,
    ),
    Happening(code="06030", weight=12, near="shop", by="squad", words="污水倒入雨水口"),
    Happening(code="06034", weight=10, near="street", by="squad", words="废弃车辆长期停放"),
    Happening(code="06035", weight=20, near="street", by="06", words="沙发床垫丢在路边"),
    Happening(code="06036", weight=55, near="shop", by="squad", words="门前堆放杂物"),
    Happening(code="06042", weight=40, near="03", by="06", words="垃圾桶满溢", months=_SUMMER),
    Happening(code="06050", weight=14, near="street", by="01", words="路缘石缺损"),
    Happening(code="06051", weight=16, near="street", by="01", words="盲道砖松动缺失"),
    Happening(code="07001", weight=110, near="shop", by="07", words="墙面、电杆有小广告"),
    Happening(code="07003", weight=12, near="shop", by="squad", words="违规设置户外广告"),
    Happening(code="07006", weight=10, near="shop", by="squad", words="招牌破损，字体残缺"),
    Happening(code="08002", weight=14, near="street", by="住建局", words="施工围挡占道，行人绕行"),
    Happening(code="08004", weight=16, near="street", by="住建局", words="工地扬尘，裸土没有覆盖"),
    Happening(code="08001", weight=12, near="street", by="住建局", words="夜间施工，噪声扰民", hours=_NIGHT),
    Happening(code="09001", weight=70, near="street", by="squad", words="流动摊贩占道", hours=_EVENING),
    Happening(code="09005", weight=95, near="shop", by="squad", words="店外经营，占用人行道", hours=_EVENING),
    Happening(code="09006", weight=80, near="street", by="squad", words="占道经营", hours=_EVENING),
    Happening(code="09009", weight=85, near="street", by="squad", words="机动车停在人行道上"),
    Happening(code="09010", weight=75, near="street", by="squad", words="非机动车乱停放"),
    Happening(code="09011", weight=50, near="street", by="squad", words="共享单车堆积"),
    Happening(code="09012", weight=12, near="street", by="office", words="消防通道被占"),
    Happening(
        code="10001", weight=8, near="street", by="06", words="路面结冰",
        months=(40, 20, 2, 0, 0, 0, 0, 0, 0, 0, 3, 25),
    ),
)  # fmt: skip
# Channel, share in a thousand, whether somebody must first look whether it is so.
CHANNELS = (
    ("channel_collector", 420, False),
    ("channel_grid", 170, False),
    ("channel_hotline", 170, True),
    ("channel_public", 70, True),
    ("channel_video", 60, False),
    ("channel_smart", 50, False),
    ("channel_upper", 40, False),
    ("channel_leader", 8, False),
    ("channel_department", 8, True),
    ("channel_press", 4, True),
)

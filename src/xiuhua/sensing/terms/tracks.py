"""The fixed words of tracks: what is wrong with a fix, what a vehicle did, what a fence is for."""

from xiuhua.shared.terms import Term


class PointFault(Term):
    """Why a fix is left out of a track."""

    NOT_A_NUMBER = "not_a_number", "坐标无法读取", "Not a number", "late"
    NO_FIX = "no_fix", "终端未定位", "Device had no fix", "hold"
    NULL_ISLAND = "null_island", "坐标为零", "Position is 0, 0", "late"
    SWAPPED = "swapped", "经纬度颠倒", "Longitude and latitude swapped", "late"
    OUTSIDE = "outside", "超出区域范围", "Outside the region", "late"
    CLOCK_AHEAD = "clock_ahead", "终端时钟超前", "Clock ahead", "late"
    CLOCK_BEHIND = "clock_behind", "终端时钟落后", "Clock behind", "late"
    REPEATED = "repeated", "重复定位", "Repeated", "hold"
    JUMP = "jump", "位置跳变", "Impossible jump", "late"
    TOO_LATE = "too_late", "补传过晚", "Came too late", "hold"


class TrackFinding(Term):
    """What a track shows that somebody may have to answer for."""

    IDLING = "idling", "怠速停车", "Idling", "soon"
    SIGNAL_LOSS = "signal_loss", "信号中断", "Signal lost", "soon"
    NIGHT_MOVE = "night_move", "夜间行驶", "Moved at night", "soon"
    SPEEDING = "speeding", "超速", "Speeding", "late"
    STOP_OUTSIDE = "stop_outside", "在非许可地点停留", "Stopped outside a permitted place", "late"
    OFF_ROUTE = "off_route", "偏离路线", "Off the route", "late"
    FORBIDDEN_AREA = "forbidden_area", "进入禁行区域", "In a forbidden area", "late"


class FenceKind(Term):
    """How a fence is drawn."""

    POLYGON = "polygon", "区域", "Area"
    CORRIDOR = "corridor", "路线走廊", "Corridor of a route"


class FenceAct(Term):
    """What a vehicle did at a fence. `STOOD` is no crossing: it was inside when the fence came into force."""

    ENTERED = "entered", "驶入", "Entered"
    LEFT = "left", "驶出", "Left"
    PASSED = "passed", "穿越", "Passed through"
    STOOD = "stood", "起初已在内", "Inside from the start"


class FenceEffect(Term):
    """What a fence asks of the vehicles it applies to."""

    FORBIDDEN = "fence_forbidden", "禁止进入", "Forbidden inside", "late"
    KEEP_INSIDE = "fence_keep_inside", "不得离开", "Must stay inside", "late"
    LOG = "fence_log", "只作记录", "Recorded only"
    STOPS = "fence_stops", "许可停车点", "Permitted stopping place", "done"


class FenceState(Term):
    """Whether a fence is watched."""

    ON = "fence_on", "启用", "In force", "done"
    ENDED = "fence_ended", "已撤销", "Ended", "hold"


class FenceDays(Term):
    """The days of the week on which a fence holds."""

    EVERY = "fence_every_day", "每天", "Every day"
    WEEKDAYS = "fence_weekdays", "周一至周五", "Monday to Friday"
    WEEKEND = "fence_weekend", "周六、周日", "Saturday and Sunday"

    @property
    def days(self) -> frozenset[int]:
        """The days themselves; 0 is Monday."""
        return {"fence_weekdays": frozenset(range(5)), "fence_weekend": frozenset((5, 6))}.get(
            self.value, frozenset(range(7))
        )


class FencingAct(Term):
    """What people do with fences."""

    READ = "fence.read", "查看电子围栏", "See fences"
    CREATE = "fence.create", "划设电子围栏", "Draw a fence"
    REVISE = "fence.revise", "修订电子围栏", "Revise a fence"
    END = "fence.end", "撤销电子围栏", "End a fence"


class TrackAct(Term):
    """What people do with tracks: a track leads to a driver."""

    READ = "track.read", "查看轨迹", "See tracks"

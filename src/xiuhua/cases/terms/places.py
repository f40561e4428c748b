"""Words of places: hot spots, the supervision list."""

from xiuhua.shared.terms import Term


class SpotKind(Term):
    """By what places are told apart when problems are counted."""

    ROAD = "spot_road", "道路", "Roads"
    COMMUNITY = "spot_community", "社区", "Communities"
    STREET = "spot_street", "街道", "Streets"
    GRID = "spot_grid", "单元网格", "Unit grids"


class HotSpotAct(Term):
    """The acts on hot spots."""

    READ = "hot_spot.read", "查看问题多发区域", "Read hot spots"
    WATCH = "hot_spot.watch", "列入监督清单", "Put on the supervision list"
    UNWATCH = "hot_spot.unwatch", "监督销号", "Taken off the supervision list"


class WatchState(Term):
    """Where a line of the supervision list stands."""

    ON = "watch_on", "监督中", "Watched", "soon"
    DONE = "watch_done", "已销号", "Settled", "done"
    DROPPED = "watch_dropped", "未达标撤出", "Taken off, target missed"


class Verdict(Term):
    """What a count says beside the period before."""

    MORE = "verdict_more", "显著增多", "More than chance", "late"
    LESS = "verdict_less", "显著减少", "Fewer than chance", "done"
    USUAL = "verdict_usual", "无显著变化", "As usual"
    FEW = "verdict_few", "数量太少，不作判断", "Too few to say"

"""The fixed words of figures that are watched, and of values outside their habit."""

from xiuhua.shared.terms import Term


class WatchAct(Term):
    """What is done with watched figures, as the act table and the ledger name it."""

    SET = "figure_watch.set", "关注指标", "Watch the figure"
    END = "figure_watch.end", "取消关注", "Stop watching"
    READ = "deviation.read", "查看异动预警", "Read deviations"
    RAISE = "deviation.raise", "发出异动预警", "Raise a deviation"
    JUDGE = "deviation.judge", "研判异动", "Judge the deviation"


class WatchState(Term):
    """Whether a figure is still looked at."""

    GOING = "watch_going", "关注中", "Watched"
    ENDED = "watch_ended", "已取消", "Ended"


class DeviationState(Term):
    """Whether somebody has said what a value outside its habit comes from."""

    OPEN = "deviation_open", "待研判", "To be judged"
    JUDGED = "deviation_judged", "已研判", "Judged"


class Cause(Term):
    """What a value outside its habit comes from."""

    REAL = "cause_real", "情况属实，已采取措施", "It is so; something is done"
    KNOWN = "cause_known", "有已知原因（节假日、天气、专项行动等）", "Known: holidays, weather, a campaign"
    RECORDS = "cause_records", "记录有误或补录", "The records are wrong or came late"
    NOTHING = "cause_nothing", "属正常波动，预警不准", "An ordinary swing: the warning was wrong"

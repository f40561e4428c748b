"""Words of the dust of roads."""

from xiuhua.shared.terms import Term


class ToldBy(Term):
    """What says that a water truck was sprinkling."""

    SIGNAL = "told_signal", "作业信号", "Its working signal"
    SPEED = "told_speed", "作业速度", "Its speed"


class AskState(Term):
    """Where a trip that was asked for stands."""

    ASKED = "ask_asked", "待洒水", "Asked for", "late"
    PASSED = "ask_passed", "已洒水", "Sprinkled", "brand"
    FELL = "ask_fell", "已降尘", "Fell", "done"
    STAYED = "ask_stayed", "洒水无效", "Did not fall", "late"
    UNPROVEN = "ask_unproven", "效果不明", "Nobody knows", "hold"
    MISSED = "ask_missed", "未洒水", "Nobody came", "late"

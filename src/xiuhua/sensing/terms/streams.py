"""The acts on what devices send, once it stands in the store."""

from xiuhua.shared.terms import Term

READINGS_CAME = "sensing_readings"  # NOTIFY after readings were stored, some of them or many


class StreamAct(Term):
    """What may be done with the streams of readings, as the ledger and the act table name it."""

    DECLARE = "stream.declare", "登记数据流", "Declared a datastream"
    REVISE = "stream.revise", "修改数据流", "Revised a datastream"
    WITHDRAW = "stream.withdraw", "撤销数据流", "Took back a datastream without readings"
    OBSERVE = "stream.observe", "写入观测值", "Added observations"
    RETIRE = "stream.retire", "转存历史数据", "Retired a day of readings"


class StoredKind(Term):
    """The tables whose days are retired."""

    FRAME = "rawframe", "原始报文", "Raw frames"
    READING = "observation", "读数", "Readings"
    POINT = "trackpoint", "轨迹点", "Positions"

"""The words of the hotline desk."""

from xiuhua.shared.terms import Term


class CallAct(Term):
    """What is done to telephone calls."""

    READ = "call.read", "查看来电", "Read calls"
    RING = "call.ring", "来电振铃", "The telephone rang"
    ANSWER = "call.answer", "接听来电", "Answered the call"
    END = "call.end", "通话结束", "The call ended"
    RECORD = "call.record", "录音入库", "Kept the recording"
    REGISTER = "call.register", "登记来电", "Wrote down the call"
    LISTEN = "call.listen", "听取录音", "Listened to the recording"


class CallState(Term):
    """Where a call stands."""

    RINGING = "call_ringing", "振铃中", "Ringing", "soon"
    TALKING = "call_talking", "通话中", "Talking", "brand"
    ENDED = "call_ended", "已结束", "Ended", "done"
    MISSED = "call_missed", "未接", "Missed", "late"


class CallEvent(Term):
    """What a telephone system tells of a call."""

    RINGING = "ringing", "振铃", "ringing"
    ANSWERED = "answered", "接听", "answered"
    HUNG_UP = "hung_up", "挂断", "hung up"

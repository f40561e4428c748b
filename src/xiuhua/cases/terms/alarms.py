"""How an alarm came to its case."""

from xiuhua.shared.terms import Term


class AlarmLink(Term):
    """What an alarm did when it was grave enough."""

    OPENED = "alarm_opened", "建立案卷", "Opened the case"
    JOINED = "alarm_joined", "并入在办案件", "Joined the open case"
    REFUSED = "alarm_refused", "未能建案", "No case could be opened", "late"

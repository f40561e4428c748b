"""How a past case ended, as logs of other systems say it."""

from xiuhua.shared.terms import Term


class Ending(Term):
    """The ends that a log's own words are mapped to."""

    OPEN = "ending_open", "未办结", "Still open"
    CLOSED = "ending_closed", "办结", "Closed"
    SOLVED = "ending_solved", "自行处置", "Solved on the spot"
    DUPLICATE = "ending_duplicate", "重复", "Duplicate"
    TRANSFERRED = "ending_transferred", "转出", "Handed to somebody else"
    NOT_ACCEPTED = "ending_not_accepted", "不予受理", "Not accepted"
    NOT_FILED = "ending_not_filed", "不予立案", "Not filed"
    VOIDED = "ending_voided", "作废", "Voided"
    FORCED = "ending_forced", "强制结案", "Closed by order"
    INFORMED = "ending_informed", "告知性结案", "Closed by telling why"

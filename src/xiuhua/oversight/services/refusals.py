"""Why an act of oversight can be refused, beyond role, state and area."""

from xiuhua.shared.errors import CityError


class OwnAnswer(CityError):
    """Whoever said that it was put right does not check whether it is."""

    code = "oversight_own_answer"
    http_status = 403


class OrderOpen(CityError):
    """What was ordered of a warning has not come to its end. Arguments: number."""

    code = "oversight_order_open"
    http_status = 409


class NotThisUnit(CityError):
    """A unit answers for what was assigned to itself only."""

    code = "oversight_not_this_unit"
    http_status = 403


class NotSmall(CityError):
    """A work at or above the line is no small work. Arguments: line, yuan."""

    code = "oversight_work_not_small"
    http_status = 422


class OwnAccountability(CityError):
    """Nobody hears or decides what is about themselves or their unit."""

    code = "oversight_own_accountability"
    http_status = 403


class NotHeardYet(CityError):
    """Whoever it is about may still state the case. Arguments: until."""

    code = "oversight_not_heard_yet"
    http_status = 409


class NotTheApprover(CityError):
    """Nobody approves their own leave, nor that of a unit that they do not lead."""

    code = "oversight_not_the_approver"
    http_status = 403


class NotYours(CityError):
    """A leave is withdrawn and ended by whoever asked for it."""

    code = "oversight_leave_not_yours"
    http_status = 403


class OwnArticle(CityError):
    """Whoever wrote an article does not approve it."""

    code = "oversight_own_article"
    http_status = 403


class NotTheContractor(CityError):
    """A contractor reads and answers for its own contracts only."""

    code = "oversight_not_the_contractor"
    http_status = 403


class OwnCheck(CityError):
    """Whoever recorded a check does not answer the objection to it."""

    code = "oversight_own_check"
    http_status = 403


class MonthOpen(CityError):
    """A month is settled once nobody may object and every objection is answered. Arguments: day."""

    code = "oversight_month_open"
    http_status = 409

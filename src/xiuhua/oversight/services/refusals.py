"""Why an act of oversight can be refused, beyond role, state and area."""

from xiuhua.shared.errors import CityError


class OwnAnswer(CityError):
    """Whoever said that it was put right does not check whether it is."""

    code = "oversight_own_answer"
    http_status = 403


class NotThisUnit(CityError):
    """A unit answers for what was assigned to itself only."""

    code = "oversight_not_this_unit"
    http_status = 403


class NotSmall(CityError):
    """A work at or above the line is no small work. Arguments: line, yuan."""

    code = "oversight_work_not_small"
    http_status = 422

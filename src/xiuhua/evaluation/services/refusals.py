"""What contests refuse, beside what the act table and the fields say."""

from __future__ import annotations

from xiuhua.shared.errors import CityError


class RoundClosed(CityError):
    """The round is published: it takes no marks any more. Arguments: round."""

    code = "contest_round_closed"
    http_status = 409


class RoundNotOver(CityError):
    """The period of the round still runs. Arguments: round."""

    code = "contest_round_not_over"
    http_status = 409


class NobodyRanked(CityError):
    """Nobody has enough samples. Arguments: round."""

    code = "contest_nobody_ranked"
    http_status = 409


class ObjectionsOpen(CityError):
    """Objections wait for an answer. Arguments: count."""

    code = "contest_objections_open"
    http_status = 409


class BesideMissing(CityError):
    """What is published in the same act is not ready. Arguments: beside."""

    code = "contest_beside_missing"
    http_status = 409


class PublishedBeside(CityError):
    """The round is published together with another, from there. Arguments: led."""

    code = "contest_published_beside"
    http_status = 409


class OutOfOrder(CityError):
    """Rounds are published in their order, or no row of ranks could be told. Arguments: round."""

    code = "contest_out_of_order"
    http_status = 409


class InterviewOthers(CityError):
    """Another post holds this interview. Arguments: seat."""

    code = "interview_others"
    http_status = 403


class MonthNotOver(CityError):
    """The statistical month still runs. Arguments: period."""

    code = "closing_month_not_over"
    http_status = 409


class ClosingNotDue(CityError):
    """A step of the closing comes later. Arguments: period."""

    code = "closing_not_due"
    http_status = 409


class ObjectionsOver(CityError):
    """The days to object are over. Arguments: period."""

    code = "closing_objections_over"
    http_status = 409


class NotYourLine(CityError):
    """The line is held against somebody else."""

    code = "closing_not_your_line"
    http_status = 403


class NothingHeld(CityError):
    """Nothing of the kind is held on that line. Arguments: case."""

    code = "closing_nothing_held"
    http_status = 409


class OwnObjection(CityError):
    """Nobody decides what they objected to themselves, or what is held against their own unit."""

    code = "closing_own_objection"
    http_status = 403


class AssessmentEmpty(CityError):
    """Nobody of the post has done anything in the period. Arguments: period."""

    code = "assessment_empty"


class PartyMissing(CityError):
    """Whoever would mark belongs to no party that scores here. Arguments: round."""

    code = "contest_party_missing"
    http_status = 403


class ListingOthers(CityError):
    """It concerns another contractor or firm."""

    code = "listing_others"
    http_status = 403


class ListingLate(CityError):
    """The days for objecting are over."""

    code = "listing_late"
    http_status = 409


class NothingDue(CityError):
    """Nothing of the round may be published now. Arguments: round, waiting."""

    code = "listing_nothing_due"
    http_status = 409


class PromiseRuns(CityError):
    """The period of the figure that was promised is not over. Arguments: period."""

    code = "interview_promise_runs"
    http_status = 409


class NothingToTry(CityError):
    """No round of the contest is published yet. Arguments: scheme."""

    code = "contest_nothing_to_try"
    http_status = 409

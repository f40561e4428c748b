"""Why an act of the loop can be refused, beyond role, state and area."""

from xiuhua.shared.errors import CityError


class OvertakenCase(CityError):
    """Somebody moved the case since the actor looked. Arguments: number, state, act, actor."""

    code = "case_overtaken"
    http_status = 409


class NotOfThisUnit(CityError):
    """The case lies with another unit. Arguments: unit."""

    code = "case_not_of_this_unit"
    http_status = 403


class VerifyFirst(CityError):
    """Reports of this channel are verified before they are accepted. Arguments: channel."""

    code = "case_verify_first"
    http_status = 409


class OwnWork(CityError):
    """No unit checks its own work."""

    code = "case_own_work"
    http_status = 403


class CheckedBefore(CityError):
    """The matter came back, and the actor passed it the last time. Arguments: number."""

    code = "case_checked_before"
    http_status = 403


class OwnWish(CityError):
    """Who asks does not grant."""

    code = "case_own_wish"
    http_status = 403


class SecondReturn(CityError):
    """The second return is the shift head's to judge."""

    code = "case_second_return"
    http_status = 403


class WishOpen(CityError):
    """Something waits to be granted already. Arguments: kind."""

    code = "case_wish_open"
    http_status = 409


class NoWish(CityError):
    """Nothing of the kind was asked. Arguments: kind."""

    code = "case_no_wish"
    http_status = 409


class NotProposed(CityError):
    """More time must be proposed by the dispatcher first."""

    code = "case_not_proposed"
    http_status = 409


class TooManyExtensions(CityError):
    """More time was given as often as is allowed. Arguments: most."""

    code = "case_extensions_most"
    http_status = 409


class LateAlready(CityError):
    """A late case gets no more time."""

    code = "case_late_already"
    http_status = 409


class TooManyDeferrals(CityError):
    """It was put off as often as is allowed. Arguments: most."""

    code = "case_defers_most"
    http_status = 409


class NoUnitAbove(CityError):
    """There is no unit above. Arguments: unit."""

    code = "case_no_unit_above"
    http_status = 409


class NothingToTakeBack(CityError):
    """The last act cannot be taken back, or somebody else has signed since. Arguments: act."""

    code = "case_nothing_to_take_back"
    http_status = 409


class NotYours(CityError):
    """Only who did it takes it back."""

    code = "case_not_yours"
    http_status = 403


class NotFromAbove(CityError):
    """The case did not come from a platform above."""

    code = "case_not_from_above"
    http_status = 409


class RedoneAlready(CityError):
    """The matter was opened again and that case is still open. Arguments: number."""

    code = "case_redone_already"
    http_status = 409


class OutsideCity(CityError):
    """The place lies in no area that is recorded. Arguments: longitude, latitude, area."""

    code = "report_outside"
    http_status = 422


class TooLate(CityError):
    """A time that has not come yet. Arguments: at."""

    code = "report_from_the_future"
    http_status = 422


class TooEarly(CityError):
    """A time more than a year ago: old matters come by import. Arguments: at."""

    code = "report_too_old"
    http_status = 422


class NoUnitToPush(CityError):
    """Nobody answers there for this matter, so nobody can be sent at once."""

    code = "report_nobody_to_push"
    http_status = 409


class RemindedLately(CityError):
    """The actor reminded of this case a moment ago. Arguments: minutes, left."""

    code = "case_reminded_lately"
    http_status = 409


class NotTheIssuer(CityError):
    """Only whoever issued a supervision order, or a colleague of their unit, judges its answer."""

    code = "supervision_not_yours"
    http_status = 403


class OwnOrder(CityError):
    """Nobody supervises the unit they serve in."""

    code = "supervision_own_unit"
    http_status = 403


class NothingToDraw(CityError):
    """No closed case of the span may be looked at again."""

    code = "round_nothing_to_draw"
    http_status = 409


class NotYourRevisit(CityError):
    """The revisit was given to somebody else. Arguments: person."""

    code = "revisit_not_yours"
    http_status = 403


class NothingToAppeal(CityError):
    """Nothing of the kind is held against the actor's unit. Arguments: about."""

    code = "appeal_nothing"
    http_status = 409


class AppealTooLate(CityError):
    """The days to object are over. Arguments: days."""

    code = "appeal_too_late"
    http_status = 409


class OwnAppeal(CityError):
    """Who objects, judged first or serves in the unit does not judge."""

    code = "appeal_own"
    http_status = 403


class NotYourAppeal(CityError):
    """Another unit's objection. Arguments: unit."""

    code = "appeal_not_yours"
    http_status = 403


class VideoRoundOpen(CityError):
    """The actor has a video round under way. Arguments: title."""

    code = "video_round_open"
    http_status = 409


class NotYourVideoRound(CityError):
    """A round is whoever's who started it."""

    code = "video_round_not_yours"
    http_status = 403

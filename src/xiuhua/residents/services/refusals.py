"""Why what residents send is refused. The sentences are in `sentences.toml`."""

from xiuhua.shared.errors import CityError


class ReceiptUnknown(CityError):
    """The address was not made for a receipt, or not completely copied."""

    code = "receipt_unknown"
    http_status = 404


class TooLateToWithdraw(CityError):
    """It was accepted already, or is over."""

    code = "receipt_too_late"
    http_status = 409


class NotOverYet(CityError):
    """An outcome is rated once there is one."""

    code = "receipt_not_over"
    http_status = 409


class RatedAlready(CityError):
    """An outcome is rated once."""

    code = "receipt_rated_already"
    http_status = 409


class FilledInByProgram(CityError):
    """The form was filled in by a program, or faster than a hand."""

    code = "receipt_program"
    http_status = 422


class WechatForged(CityError):
    """The signature is not that of the account."""

    code = "wechat_forged"
    http_status = 403


class WechatStale(CityError):
    """The request is older, or younger, than any that WeChat sends."""

    code = "wechat_stale"
    http_status = 403


class WechatUnreadable(CityError):
    """What came in is not what WeChat sends."""

    code = "wechat_unreadable"


class WechatOff(CityError):
    """No official account is connected."""

    code = "wechat_off"
    http_status = 404


class SamePerson(CityError):
    """Whoever decides a reward is not who settled the case, nor who pays it out."""

    code = "reward_same_person"
    http_status = 403


class MessageCased(CityError):
    """A case was made of a message already. Arguments: ref."""

    code = "message_cased"
    http_status = 409

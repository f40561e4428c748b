"""Why orders, calls and signed requests are refused, beyond role, state and area."""

from xiuhua.shared.errors import CityError


class OvertakenOrder(CityError):
    """Somebody moved the order since the actor looked. Arguments: number, state."""

    code = "order_overtaken"
    http_status = 409


class ReturnTooLate(CityError):
    """The limit for returning an order has passed. Arguments: number, due."""

    code = "order_return_too_late"
    http_status = 409


class ExtendTooLate(CityError):
    """The reply is late already. Arguments: number, due."""

    code = "order_extend_too_late"
    http_status = 409


class AskedAlready(CityError):
    """Something waits for an answer from above. Arguments: number."""

    code = "order_asked_already"
    http_status = 409


class NothingAsked(CityError):
    """Nothing of this kind waits for an answer. Arguments: number."""

    code = "order_nothing_asked"
    http_status = 409


class NoPlatformAbove(CityError):
    """The order was written here: there is nobody above who could answer. Arguments: number."""

    code = "order_nobody_above"
    http_status = 409


class SignatureMissing(CityError):
    """A request at a signed door came without key, instant, nonce or signature."""

    code = "signature_missing"
    http_status = 401


class SignatureWrong(CityError):
    """Key, nonce or signature are not those of a link that may knock here."""

    code = "signature_wrong"
    http_status = 401


class SignatureStale(CityError):
    """A request was signed too long ago, or by a clock that goes wrong. Arguments: seconds."""

    code = "signature_stale"
    http_status = 401


class RequestReplayed(CityError):
    """The same request came before."""

    code = "request_replayed"
    http_status = 409


class LinkPaused(CityError):
    """The link was paused here."""

    code = "link_is_paused"
    http_status = 403


class RecordingMissing(CityError):
    """No recording of the call is kept. Arguments: number."""

    code = "call_recording_none"
    http_status = 404


class RegisteredAlready(CityError):
    """The call was written down already. Arguments: number, order."""

    code = "call_registered_already"
    http_status = 409

"""SMS quotas of a local day: charged before anything is sent; two senders never use one place twice."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from xiuhua.ledger.services import entry_append
from xiuhua.notices.models import SmsUse
from xiuhua.notices.queries.notices import keepers_of_routes, notice_rules
from xiuhua.notices.rules.sms import fits, warns
from xiuhua.notices.terms import OutgoingFault, RouteAct
from xiuhua.shared.actor import system

QUOTAS = system("sms_quotas")


@transaction.atomic
def quota_charge(*, segments: int, unit_code: str, at: datetime) -> OutgoingFault | None:
    """Charge segments to a unit and to the city; return which quota has no room, and then charge nothing.

    The first message that reaches four fifths of a quota is entered in the ledger, which tells whoever looks
    after it.
    """
    rules, on = notice_rules(), localtime(at).date()
    quotas = [("", rules.sms_daily_total, OutgoingFault.QUOTA_TOTAL)]
    if unit_code:
        quotas.append((unit_code, rules.sms_daily_unit, OutgoingFault.QUOTA_UNIT))
    rows = [_locked(on, code) for code, _limit, _fault in quotas]
    for row, (_code, limit, fault) in zip(rows, quotas, strict=True):
        if not fits(row.used, segments, limit):
            return fault
    for row, (code, limit, _fault) in zip(rows, quotas, strict=True):
        SmsUse.objects.filter(pk=row.pk).update(used=F("used") + segments)
        if warns(row.used, row.used + segments, limit):
            entry_append(
                at=at, actor=QUOTAS, act=RouteAct.QUOTA_WARN.value, subject="route:route_sms",
                detail={"unit": code, "used": row.used + segments, "limit": limit},
            )  # fmt: skip
            _tell(code, row.used + segments, limit, at=at)
    return None


def _tell(unit_code: str, used: int, limit: int, *, at: datetime) -> None:
    """Tell whoever looks after the ways, on their page only: to write of it by SMS would be a joke."""
    from xiuhua.notices.services.telling import NewNotice, Recipient, notice_tell  # noqa: PLC0415 - it charges by us

    words = {
        "whose": unit_code or "全市", "used": str(used), "limit": str(limit),
        "percent": str(used * 100 // limit),
    }  # fmt: skip
    for user_id in keepers_of_routes(at=at):
        notice_tell(
            new=NewNotice(
                to=Recipient(user_id=user_id), template="notices.quota", words=words,
                subject="route:sms", area="",
            ),
            actor=QUOTAS, at=at,
        )  # fmt: skip


def _locked(on: date, unit_code: str) -> SmsUse:
    SmsUse.objects.bulk_create([SmsUse(on=on, unit_code=unit_code)], ignore_conflicts=True)
    return SmsUse.objects.select_for_update().get(on=on, unit_code=unit_code)

"""What is urgent and unread is told to the next on the list."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require, scope_opened
from xiuhua.ledger.services import entry_append
from xiuhua.notices.models import EscalationStep, Notice
from xiuhua.notices.queries.escalations import accounts_named, steps_for, steps_of
from xiuhua.notices.queries.notices import notice_lock, notices_escalating
from xiuhua.notices.rules.escalating import ListLine, lines_read, next_step
from xiuhua.notices.services.telling import NewNotice, Recipient, notice_tell, told_before
from xiuhua.notices.terms import NoticeAct, NoticeKind
from xiuhua.shared.actor import EVERYWHERE, Actor, system
from xiuhua.shared.errors import Invalid

ESCALATOR = system("escalations")


def escalations_run(*, at: datetime, most: int = 200) -> int:
    """Pass on what nobody has read in time; return how many were told."""
    with scope_opened((EVERYWHERE,)):
        due = notices_escalating(at=at, most=most)
    return sum(_passed_on(notice_id, at=at) for notice_id in due)


@transaction.atomic
def _passed_on(notice_id: int, *, at: datetime) -> bool:
    with scope_opened((EVERYWHERE,)):
        notice = notice_lock(notice_id)
        if (
            notice is None
            or notice.read_at is not None
            or notice.escalate_at is None
            or notice.escalate_at > at
        ):
            return False
        found = next_step(steps_for(notice.area_code, notice.kind), told_before(notice))
        notice.escalate_at = None
        notice.save(update_fields=["escalate_at"])
        if found is None or _somebody_read(notice):
            return False
        passed = notice_tell(
            new=NewNotice(
                to=Recipient(user_id=found.user_id), template=notice.template, words=notice.words,
                subject=notice.subject, area=notice.area_code, urgent=True, leaf=notice.leaf, origin=notice,
            ),
            actor=ESCALATOR,
            at=at,
        )  # fmt: skip
        entry_append(
            at=at, actor=ESCALATOR, act=NoticeAct.ESCALATE.value, subject=f"inbox:{found.user_id}",
            area=notice.area_code, detail={"notice": passed.pk, "origin": notice.pk, "step": passed.step},
        )  # fmt: skip
    return True


def _somebody_read(notice: Notice) -> bool:
    """Return whether one of those who were told before has read it meanwhile."""
    walked: Notice | None = notice
    while walked is not None:
        if walked.read_at is not None:
            return True
        walked = walked.origin
    return False


@transaction.atomic
def escalation_list_write(*, area_code: str, kind: str, lines: str, actor: Actor, at: datetime) -> int:
    """Write a list anew: one line each, `user name, minutes`; an empty one takes the list away.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: a line that cannot be read, an unknown account, somebody twice.
    """
    draft = EscalationStep(area_code=area_code, kind=kind)
    require(actor, NoticeAct.LIST_WRITE, draft)
    if kind not in NoticeKind.__members__.values():
        raise Invalid(fields={"kind": "escalation_kind_wrong"})
    read = lines_read(lines)
    if read is None:
        raise Invalid(fields={"lines": "escalation_lines_wrong"})
    known = accounts_named([line.username for line in read])
    if unknown := [line.username for line in read if line.username not in known]:
        raise Invalid(fields={"lines": "escalation_account_unknown"}, username=unknown[0])
    if len({known[line.username] for line in read}) < len(read):
        raise Invalid(fields={"lines": "escalation_twice"})
    before = [f"{one.user.username}, {one.wait_minutes}" for one in steps_of(area_code, kind)]
    steps_of(area_code, kind).delete()
    EscalationStep.objects.bulk_create(_steps(area_code, kind, read, known, at))
    entry_append(
        at=at, actor=actor, act=NoticeAct.LIST_WRITE.value, subject=f"escalation:{kind}", area=area_code,
        detail={"kind": kind, "steps": len(read)},
        words={"lines.before": "\n".join(before), "lines.after": "\n".join(line.text for line in read)},
    )  # fmt: skip
    return len(read)


def _steps(
    area_code: str, kind: str, read: list[ListLine], known: dict[str, int], at: datetime
) -> list[EscalationStep]:
    return [
        EscalationStep(
            area_code=area_code, kind=kind, position=place, wait_minutes=line.minutes,
            user_id=known[line.username], updated_at=at,
        )
        for place, line in enumerate(read)
    ]  # fmt: skip

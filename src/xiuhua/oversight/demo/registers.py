"""What the demo's inspectorate and discipline supervisor entered, and what a unit put right."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.access.demo import YUNHE, DemoAccount
from xiuhua.access.services import NewRole, scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.demo.crew import Crew
from xiuhua.cases.demo.load import HOME
from xiuhua.oversight.models import Rectification
from xiuhua.oversight.services import rectifications as services
from xiuhua.oversight.services.reminders import NewReminder, reminder_record
from xiuhua.oversight.services.works import NewWork, work_register
from xiuhua.oversight.terms.rectifications import RectifySource
from xiuhua.oversight.terms.reminders import ReminderForm, ReminderMatter
from xiuhua.oversight.terms.works import Procurement
from xiuhua.shared.ids import uuid7

_DISCIPLINE, _INSPECTORATE, _UNIT = "discipline", "inspectorate", "unitclerk"
ACCOUNTS = (
    DemoAccount(username=_DISCIPLINE, name="严守正", role=NewRole(role=Role.DISCIPLINE, area=YUNHE)),
    DemoAccount(username=_INSPECTORATE, name="章怀远", role=NewRole(role=Role.INSPECTORATE, area=YUNHE)),
)
# Source, what is wrong, how many days ago, and how far it has come.
_PROBLEMS = (
    (RectifySource.CENTRAL, "垃圾中转站渗滤液收集不到位", 80, "closed"),
    (RectifySource.CONDUCT, "夜间值守人员脱岗", 40, "answered"),
    (RectifySource.SUPERVISION, "背街小巷保洁频次不足", 25, "planned"),
    (RectifySource.AUDIT, "作业车辆油料台账不完整", 20, "assigned"),
    (RectifySource.PATROL, "设施维修记录缺少验收签字", 6, "found"),
)
_WORKS = (
    ("滨河绿地步道修补工程", "云州市新晨环卫有限公司", 186_000_00, 70),
    ("公厕外立面改造工程", "云州市新晨环卫有限公司", 92_500_00, 30),
)
_REMINDED = (
    ("handler", ReminderForm.TALK, ReminderMatter.CONDUCT, 45),
    ("officer", ReminderForm.TALK, ReminderMatter.LAW, 28),
    ("unitclerk", ReminderForm.FIRST, ReminderMatter.WORK, 12),
)


@transaction.atomic
def registers_told(crew: Crew) -> int:
    """Enter problems and lead each as far as it has come, register works, and record reminders; once."""
    with scope_opened((HOME,)):
        if Rectification.objects.exists():
            return 0
    for source, title, days, course in _PROBLEMS:
        _problem(source, title, course, crew, at=crew.ago(days))
    unit = crew.unit(_UNIT)
    with crew.acting(_DISCIPLINE) as actor:
        for name, contractor, fen, days in _WORKS:
            at = crew.ago(days)
            work_register(
                new=NewWork(
                    client_id=uuid7(), name=name, unit_id=unit, contractor=contractor,
                    procurement=next(iter(Procurement)), amount_fen=fen, signed_on=at.date(),
                ),
                actor=actor, at=at,
            )  # fmt: skip
        for who, form, matter, days in _REMINDED:
            at = crew.ago(days)
            new = NewReminder(
                client_id=uuid7(), person_id=crew.person(who), form=form, matter=matter, on=at.date(),
                text="就近期工作中的问题作提醒谈话。",
            )  # fmt: skip
            reminder_record(new=new, actor=actor, at=at)
    return 1


def _problem(source: RectifySource, title: str, course: str, crew: Crew, *, at: datetime) -> None:
    due = at.date() + timedelta(days=30)
    with crew.acting(_INSPECTORATE) as actor:
        row = services.rectification_enter(
            new=services.NewRectification(client_id=uuid7(), source=source, title=title, found_on=at.date()),
            actor=actor, at=at,
        )  # fmt: skip
        if course == "found":
            return
        services.rectification_assign(
            rectification_id=row.pk, unit_id=crew.unit(_UNIT), due_on=due, text="限期整改，举一反三。",
            actor=actor, at=at + timedelta(hours=3),
        )  # fmt: skip
    if course == "assigned":
        return
    with crew.acting(_UNIT) as actor:
        services.rectification_plan(
            rectification_id=row.pk, text="明确责任人，分两步整改，先立后改。", actor=actor,
            at=at + timedelta(days=2),
        )  # fmt: skip
        if course == "planned":
            return
        services.rectification_answer(
            rectification_id=row.pk, text="已整改到位，台账附后。", actor=actor, at=at + timedelta(days=15)
        )
    if course == "closed":
        with crew.acting(_INSPECTORATE) as actor:
            services.rectification_close(
                rectification_id=row.pk,
                text="现场复核，问题已解决。",
                actor=actor,
                at=at + timedelta(days=18),
            )

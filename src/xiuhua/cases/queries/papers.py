"""What the record of a case says for phrases, forms and documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from xiuhua.cases.models import Case, Consultation, ConsultationItem, Move, Supervision
from xiuhua.cases.queries.cases import HEAVY
from xiuhua.cases.queries.clocks import clocks_of
from xiuhua.cases.queries.consultations import questions_of
from xiuhua.cases.queries.ground import assignments_of, names_above
from xiuhua.cases.queries.moves import moves_shown
from xiuhua.cases.queries.photos import CasePhoto, photos_of
from xiuhua.cases.queries.reports import reports_of
from xiuhua.cases.queries.settings import settings_for
from xiuhua.cases.queries.supervision import cases_of, district_name, steps_of
from xiuhua.cases.rules.photos import photo_part
from xiuhua.cases.terms import (
    CaseAct,
    CaseState,
    Channel,
    Closing,
    PhotoPart,
    QuestionState,
    Stage,
    SupervisionAct,
    SupervisionLevel,
)
from xiuhua.ground.rules.limits import Limit, limit_text
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.papers.queries.papers import papers_about
from xiuhua.papers.rules.documents import Photo
from xiuhua.papers.rules.drafting import Draft, OrderLine, order_drafted
from xiuhua.papers.rules.forms import CaseFacts, Done
from xiuhua.papers.rules.letters import MeetingFacts, OrderFacts
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound
from xiuhua.shared.masks import phone_masked
from xiuhua.web.parts import Count, Related
from xiuhua.web.seams import actor_labels, require
from xiuhua.web.sentences import catalogue, sentence


def phrase_facts(case_id: int, actor: Actor, _at: datetime) -> Mapping[str, str]:
    """Return what fills the gaps of a phrase from a case.

    Raises:
        NotFound: there is no such case in the scope.
        NotPermitted: the actor may not read it.
    """
    rows = Case.objects.select_related("item", "unit", "area").defer(*HEAVY)
    case = rows.filter(pk=case_id).first()
    if case is None:
        raise NotFound(kind="case", key=str(case_id))
    require(actor, CaseAct.READ.value, case)
    return {
        "地点": place_said(case),
        "事项": case.title,
        "单位": case.unit.name if case.unit else "",
        "时限": limit_said(case),
        "编号": case.number,
        "上报时间": moment_said(case.reported_at),
    }


def place_said(case: Case) -> str:
    """Return where a case is, as a sentence says it."""
    return case.address or case.area.name


def limit_said(case: Case) -> str:
    """Return how long its handling may take; empty where no clock counts it."""
    if not case.limit_amount:
        return ""
    return limit_text(Limit(case.limit_amount, TimeUnit(case.limit_unit))).replace("\u00a0", "")


def moment_said(at: datetime | None) -> str:
    """Return an instant as papers write it: 2026年3月2日9时05分; empty for none."""
    if at is None:
        return ""
    here = at.astimezone(get_default_timezone())
    return f"{here.year}年{here.month}月{here.day}日{here.hour}时{here.minute:02d}分"


def day_said(at: datetime | None) -> str:
    """Return the day of an instant as papers write it: 2026年3月2日."""
    if at is None:
        return ""
    here = at.astimezone(get_default_timezone())
    return f"{here.year}年{here.month}月{here.day}日"


# --- forms --------------------------------------------------------------------------------------------------


def case_facts(case: Case, *, actor: Actor, at: datetime) -> CaseFacts:
    """Return what the record of a case says, for its forms and letters; a caller is masked."""
    moves = list(moves_shown(case))
    labels = actor_labels({move.actor for move in moves})
    report = reports_of(case).first()
    units = list(assignments_of(case))
    due = next((run.due_at for run in reversed(clocks_of(case.pk)) if run.stage == Stage.HANDLE.value), None)
    photos = photos_of(case, actor=actor, at=at)
    helpers = (one.unit.name for one in units if not one.lead and one.until is None)
    return CaseFacts(
        number=case.number,
        organ=_organ(case),
        title=case.title,
        matter=f"{case.item.code} {case.item.zh}" if case.item else case.title,
        channel=Channel(case.channel).zh,
        source_number=report.source_ref if report else "",
        reported_at=moment_said(case.reported_at),
        filed_at=moment_said(case.filed_at),
        dispatched_at=moment_said(case.dispatched_at),
        fed_back_at=moment_said(case.fed_back_at),
        over_at=moment_said(case.over_at),
        place=place_said(case),
        area=" ".join(names_above(case.area_code) or [case.area.name]),
        grid=case.area_code if len(case.area_code) == _GRID else "",
        spot=f"{case.place.x:.6f}, {case.place.y:.6f}" if case.place else "",
        description=case.description or (report.text if report else ""),
        caller=_name_masked(report.caller_name) if report else "",
        caller_phone=phone_masked(report.caller_phone) if report else "",
        condition=case.line.filing_condition if case.line else "",
        limit=limit_said(case),
        due=moment_said(due),
        closing_condition=case.line.closing_condition if case.line else "",
        state=CaseState(case.state).zh,
        closing=Closing(case.closing).zh if case.closing else "",
        unit=case.unit.name if case.unit else "",
        helpers="、".join(dict.fromkeys(helpers)),
        person=case.person.name if case.person else "",
        reworks=case.reworks,
        late=case.late,
        acts=_acts(moves, labels),
        found=_pictures(photos, done=False),
        shown=_pictures(photos, done=True),
        printed_at=moment_said(at),
    )


_GRID = 15  # digits of a unit grid


def _organ(case: Case) -> str:
    district = district_name(case.area_code)
    return f"{district}数字城管" if district else ""


def _name_masked(name: str) -> str:
    return f"{name[0]}{'*' * (len(name) - 1)}" if name else ""


def _acts(moves: Sequence[Move], labels: Mapping[str, str]) -> dict[str, Done]:
    """Return the last doing of each act; one that was taken back was never done."""
    gone = {move.detail["takes_back"] for move in moves if "takes_back" in move.detail}
    return {
        move.act: Done(
            label=CaseAct(move.act).zh, at=moment_said(move.at), note=move.note,
            who=labels.get(move.actor, "" if move.actor.startswith("user:") else "系统"),
            unit=move.unit.name if move.unit else "",
        )
        for move in moves
        if move.number not in gone
    }  # fmt: skip


def _pictures(photos: Sequence[CasePhoto], *, done: bool) -> tuple[Photo, ...]:
    """Return the pictures of what was reported, or of what was done, four at most."""
    parts = {PhotoPart.AFTER} if done else set(PhotoPart) - {PhotoPart.AFTER}
    return tuple(
        Photo(
            file_id=one.file_id, address=one.view,
            caption=" · ".join(
                part for part in (one.shot.zh if one.shot else "", moment_said(one.taken_at)) if part
            ),
        )
        for one in photos
        if photo_part(one.act) in parts
    )[:_PICTURES_MOST]  # fmt: skip


_PICTURES_MOST = 4


# --- orders and meetings ------------------------------------------------------------------------------------


def order_facts(order: Supervision) -> OrderFacts:
    """Return what a supervision order says, for its papers."""
    steps = steps_of(order)
    answers: list[tuple[str, str, str]] = []
    for step in steps:
        if step.act == SupervisionAct.REPLY:
            answers.append((moment_said(step.at), step.note, ""))
        elif step.act == SupervisionAct.REFUSE and answers:
            answers[-1] = (*answers[-1][:2], f"退回重报：{step.note}")
    released = next((step for step in steps if step.act == SupervisionAct.RELEASE), None)
    return OrderFacts(
        number=order.number,
        organ=district_name(order.area_code),
        level=SupervisionLevel(order.level).zh,
        title=order.title,
        demand=order.demand,
        unit=order.unit.name,
        issuer=order.issuer.name if order.issuer else "",
        issued_on=day_said(order.issued_at),
        due=moment_said(order.due_at),
        limit=limit_text(Limit(order.limit_amount, TimeUnit(order.limit_unit))).replace("\u00a0", ""),
        cases=tuple(
            (one.number, one.title, place_said(one), CaseState(one.state).zh) for one in cases_of(order)
        ),
        answers=tuple(answers),
        late=order.late,
        released_on=day_said(order.released_at),
        release_note=released.note if released else "",
    )


def order_draft(cases: Sequence[Case], *, at: datetime) -> Draft:
    """Return an order drafted from where its cases stand."""
    return order_drafted(
        [
            OrderLine(
                number=case.number, place=place_said(case), title=case.title, state=CaseState(case.state).zh,
                overdue=_overdue_said(case.due_at, at), reminded=case.reminders,
            )
            for case in cases
        ]
    )  # fmt: skip


def _overdue_said(due_at: datetime | None, at: datetime) -> str:
    """Return by how long a deadline has passed, by the wall clock: 2 天 3 小时; empty where it has not."""
    if due_at is None or due_at >= at:
        return ""
    hours = int((at - due_at).total_seconds() // 3_600)
    days, rest = divmod(hours, 24)
    return f" {days} 天 {rest} 小时" if days else f" {rest} 小时" if rest else "不足 1 小时"


def meeting_facts(meeting: Consultation) -> MeetingFacts:
    """Return what a meeting was about and what it decided, for its papers."""
    questions = list(questions_of(meeting))
    decided = [one for one in questions if one.state == QuestionState.DECIDED]
    return MeetingFacts(
        month=f"{meeting.month.year}年{meeting.month.month}月",
        host=meeting.host.name if meeting.host else "",
        meets_on=f"{meeting.meets_on.year}年{meeting.meets_on.month}月{meeting.meets_on.day}日",
        organ=district_name(meeting.area_code),
        number=meeting.number,
        minutes=meeting.minutes,
        questions=tuple(
            (
                one.case.number,
                one.case.title,
                one.case.address or one.area.name,
                why_said(one.why),
                _decided(one),
            )
            for one in questions
        ),
        decided=len(decided),
        carried=meeting.carried,
    )


def _decided(question: ConsultationItem) -> str:
    if question.state == QuestionState.DROPPED:
        return QuestionState.DROPPED.zh
    if question.unit is None:
        return ""
    document = question.revision.document_number if question.revision else ""
    return f"由{question.unit.name}负责" + (f"（{document}）" if document else "")


def why_said(code: str) -> str:
    """Return why a question stands on an agenda, in Chinese, as papers are."""
    if code == "ground_by_hand":
        return "派遣员提交"
    return sentence(code, "zh-hans") if code in catalogue() else code


def sign_of_area(area_code: str, at: datetime) -> str:
    """Return the sign of an area's authority in document numbers: chosen, or the district's first sign."""
    chosen = settings_for(area_code, at=at).settings.paper_sign
    return chosen or district_name(area_code)[:1]


def papers_of_case(case: Case) -> Sequence[Related]:
    """Return how many documents there are about a case; nothing where there is none."""
    subject = f"case:{case.pk}"
    number = papers_about(subject).count()
    if not number:
        return ()
    url = f"{reverse('papers:papers')}?{urlencode({'subject': subject})}"
    return (Related(label=_("Documents"), url=url, icon="file-text", count=Count(number=number)),)

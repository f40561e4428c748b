"""请销假 on the screen: one's own requests, those of the unit, and the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse

from xiuhua.ground.queries.choices import area_choices
from xiuhua.oversight.forms.leaves import AnswerForm, AskForm, PlainForm
from xiuhua.oversight.models import Leave
from xiuhua.oversight.pages.oversight_parts import by_whom, unit_column
from xiuhua.oversight.pages.own_records import OwnRecordPage, RecordFormPage
from xiuhua.oversight.queries import leaves as queries
from xiuhua.oversight.queries.oversight_rows import people_of_unit, units_offered
from xiuhua.oversight.rules.leaves import is_late_back, private_shown
from xiuhua.oversight.services import leaves as services
from xiuhua.oversight.terms.leaves import LeaveAct, LeaveKind, LeaveState
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid_told
from xiuhua.shared.masks import phone_masked
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.days import today
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, code, moment, tag_of, term
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter, YesFilter
from xiuhua.web.pages.forms import ONCE, Done, F, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, act_offered, term_choices, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Tag

MENU = "people"
_LATE = said(zh="逾期未销假", en="Not reported back")
_HIDDEN = "***"


@dataclass(frozen=True, kw_only=True)
class LateBackFilter(YesFilter):
    """Whether somebody has not reported back in time."""

    def condition(self, held: Held) -> Q:
        """Return that the last day is over, or that it is not."""
        late = queries.late_back_on(today())
        return late if held[self.name][0] == "1" else ~late


def _days(row: Leave) -> Cell:
    days = (row.until - row.since).days + 1
    words = str(said(zh="{} 至 {}（{}）", en="{} to {} ({})"))
    return Cell(text=words.format(row.since.isoformat(), row.until.isoformat(), days))


def _standing(row: Leave) -> Tag:
    if is_late_back(LeaveState(row.state), row.until, today()):
        return Tag(text=str(_LATE), colour="late")
    return tag_of(LeaveState(row.state))


def _yes(told: bool) -> str:  # noqa: FBT001 - a cell has one value
    return str(said(zh="是", en="yes")) if told else ""


def _private(key: str, label: str) -> ListColumn[Any]:  # a leave
    """Return the fact of a private word: masked, until the page has found that its reader needs it."""

    def cell(one: Leave) -> Cell:
        told = str(getattr(one, key))
        if one.private_shown or not told:
            return Cell(text=told)
        return Cell(text=phone_masked(told) if key == "reached_by" else _HIDDEN, masked=True)

    return ListColumn(key=key, label=label, cell=cell)


class LeaveListPage(ListPage[Leave]):
    """The register of leave. Why and where stands in no list and in no sheet."""

    key = "leaves"
    kind = "leave_request"
    menu = MENU
    act = LeaveAct.READ.value
    title = said(zh="请销假台账", en="Register of leave")
    comes_from = said(
        zh="本人提交请假或外出报备，领导批准，回来后销假；逾期未销假的会提醒。",
        en="People ask for leave or report going out of town, leaders approve, and they report back.",
    )
    sort = "-since"
    columns = (
        code("number", said(zh="编号", en="Number"), drop=1),
        ListColumn(
            key="person", label=said(zh="人员", en="Person"), primary=True, locked=True,
            cell=lambda one: Cell(text=one.person.name),
        ),
        unit_column(said(zh="单位", en="Unit")),
        term("kind", said(zh="类别", en="Kind"), LeaveKind),
        ListColumn(
            key="state", label=said(zh="状态", en="State"), kind="tag",
            cell=lambda one: Cell(kind="tag", tag=_standing(one), text=_standing(one).text),
        ),
        ListColumn(key="days", label=said(zh="起止（天数）", en="From, to (days)"), cell=_days),
        ListColumn(
            key="out_of_town", label=said(zh="离开本市", en="Out of town"), drop=2,
            cell=lambda one: Cell(text=_yes(one.out_of_town)),
        ),
        moment("since", said(zh="开始", en="From"), of="since_at", sort="since_at", shown=False),
        moment("returned", said(zh="销假时间", en="Reported back"), of="returned_at", drop=2),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="kind", label=said(zh="类别", en="Kind"), vocabulary=LeaveKind),
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=LeaveState),
        LateBackFilter(name="late", label=_LATE),
        ChoiceFilter(
            name="unit", label=said(zh="单位", en="Unit"), field="unit_id", by_id=True, choices=units_offered
        ),
        DaysFilter(name="on", label=said(zh="开始", en="From"), field="since_at"),
    )
    presets: ClassVar[Sequence[Preset]] = (
        Preset(
            label=said(zh="待审批", en="To be approved"), query={"state": (LeaveState.ASKED.value,)},
            counted=True,
        ),
        Preset(label=said(zh="未销假", en="Away"), query={"state": (LeaveState.AWAY.value,)}, counted=True),
        Preset(label=_LATE, query={"late": ("1",)}, counted=True),
        Preset(label=said(zh="全部", en="All")),
    )  # fmt: skip

    def records(self) -> QuerySet[Leave]:
        """Return the leaves that the database scope lets through."""
        return queries.leaves_all()

    def row_url(self, record: Leave) -> str:
        """Return the page of the leave."""
        return reverse("oversight:leave", args=(record.pk,))


class OwnLeaveListPage(LeaveListPage):
    """The reader's own leaves, and those of the unit for whoever approves them."""

    key = "own-leaves"
    act = LeaveAct.OWN.value
    title = said(zh="请假与外出报备", en="Leave")
    presets: ClassVar[Sequence[Preset]] = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="待审批", en="To be approved"), query={"state": (LeaveState.ASKED.value,)},
            counted=True,
        ),
        Preset(label=said(zh="未销假", en="Away"), query={"state": (LeaveState.AWAY.value,)}, counted=True),
    )  # fmt: skip

    def records(self) -> QuerySet[Leave]:
        """Return the reader's own, and those of the unit that the reader leads."""
        leads = seams.may(self.actor, LeaveAct.PRIVATE.value)
        return queries.leaves_own(self.actor.user_id, at=now(), leads=leads)

    def acts(self) -> Sequence[Action]:
        """Return asking for leave, for whoever may."""
        label = verb_later(LeaveAct.ASK, "Ask for leave")
        return act_offered(self.actor, LeaveAct.ASK, label, "oversight:leave-new")


class OfLeave(OwnRecordPage[Leave]):
    """A page of one leave."""

    kind = "leave_request"
    menu = MENU

    def load(self) -> Leave:
        """Return the leave of the URL."""
        return queries.leave_get(self.kwargs["leave_id"])

    def seen(self) -> None:
        """Refuse colleagues."""
        services.leave_seen(self.record, actor=self.actor, at=now())


class LeavePage(OfLeave, ObjectPage[Leave]):
    """One leave. Why and where is shown to whoever has to decide on it or to reach the person."""

    act = LeaveAct.OWN.value
    list_url_name = "oversight:own-leaves"
    spare = frozenset({"answered", "answer", "returned", "stand_in"})
    acts: ClassVar[Sequence[ObjectAct[Any]]] = (
        ObjectAct(
            act=LeaveAct.GRANT.value, label=verb_later(LeaveAct.GRANT, "Approve"),
            url_name="oversight:leave-grant", kind="primary", icon="circle-check",
        ),
        ObjectAct(
            act=LeaveAct.REFUSE.value, label=verb_later(LeaveAct.REFUSE, "Refuse"),
            url_name="oversight:leave-refuse", icon="x",
        ),
        ObjectAct(
            act=LeaveAct.RETURN.value, label=verb_later(LeaveAct.RETURN, "Report back"),
            url_name="oversight:leave-return", kind="primary", icon="circle-check",
        ),
        ObjectAct(
            act=LeaveAct.WITHDRAW.value, label=verb_later(LeaveAct.WITHDRAW, "Withdraw"),
            url_name="oversight:leave-withdraw", icon="arrow-back-up",
        ),
    )  # fmt: skip

    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        unit_column(said(zh="单位", en="Unit")),
        term("kind", said(zh="类别", en="Kind"), LeaveKind),
        ListColumn(key="days", label=said(zh="起止（天数）", en="From, to (days)"), cell=_days),
        _private("reason", said(zh="事由", en="Reason")),
        ListColumn(
            key="out_of_town", label=said(zh="离开本市", en="Out of town"),
            cell=lambda one: Cell(text=_yes(one.out_of_town)),
        ),
        _private("place", said(zh="去向", en="Where")),
        _private("reached_by", said(zh="联系电话", en="Reached by")),
        ListColumn(
            key="stand_in", label=said(zh="代班人员", en="Stand-in"),
            cell=lambda one: Cell(text=one.stand_in.name if one.stand_in else ""),
        ),
        ListColumn(
            key="answered", label=said(zh="审批", en="Answered by"),
            cell=lambda one: Cell(text=by_whom(one.answered_by, one.answered_at) if one.answered_by else ""),
        ),
        _private("answer", said(zh="意见", en="Opinion")),
        moment("returned", said(zh="销假时间", en="Reported back"), of="returned_at"),
        area("area", said(zh="区域", en="Area")),
    )  # fmt: skip

    def permit(self) -> None:
        """Open why and where to whoever needs it."""
        super().permit()
        self.record.private_shown = private_shown(
            LeaveState(self.record.state),
            is_own=services.is_own(self.record, actor=self.actor),
            has_need=services.approves(self.record, actor=self.actor, at=now()),
        )

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return who is away, and why."""
        return f"{self.record.person.name} · {LeaveKind(self.record.kind).label(language())}"

    def state(self) -> Tag:
        """Return where it stands."""
        return _standing(self.record)

    def offered(self) -> Sequence[ObjectAct[Any]]:
        """Return what the reader's side does: the person reports back, the leader answers."""
        own = {LeaveAct.RETURN.value, LeaveAct.WITHDRAW.value}
        if services.is_own(self.record, actor=self.actor):
            return [one for one in self.acts if one.act in own]
        if services.approves(self.record, actor=self.actor, at=now()):
            return [one for one in self.acts if one.act not in own]
        return ()


class LeaveNewPage(NewPage[Leave, AskForm]):
    """Asking for leave."""

    kind = "leave_request"
    menu = MENU
    row = Leave
    list_url_name = "oversight:own-leaves"
    act = LeaveAct.ASK.value
    form_class = AskForm
    title = verb = verb_later(LeaveAct.ASK, "Ask for leave")

    def prepare(self, form: AskForm) -> None:
        """Offer kinds, and colleagues to stand in."""
        person = queries.person_of(self.actor.user_id)
        others = people_of_unit(person.unit_id) if person else []
        form.fields["kind"].choices = term_choices(*LeaveKind)  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["stand_in"].choices = [  # type: ignore[attr-defined]  # as above
            ("", "—"), *(one for one in others if person and one[0] != str(person.pk)),
        ]  # fmt: skip

    def initial(self) -> Mapping[str, object]:
        """Begin with today, and the number on file."""
        person = queries.person_of(self.actor.user_id)
        return {"since": today(), "until": today(), "reached_by": person.phone if person else ""}

    def submit(self, sent: Sent[AskForm]) -> Done:
        """Ask."""
        typed = sent.form.cleaned_data
        row = services.leave_ask(
            new=services.NewLeave(
                client_id=uuid_told(self.request.POST.get(ONCE, "")), kind=LeaveKind(typed["kind"]),
                since=typed["since"], until=typed["until"], reason=typed["reason"], place=typed["place"],
                out_of_town=typed["out_of_town"], reached_by=typed["reached_by"],
                stand_in_id=int(typed["stand_in"]) if typed["stand_in"] else None,
            ),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        url = reverse("oversight:leave", args=(row.pk,))
        return Done(url=url, message=f"{LeaveAct.ASK.label(language())} · {row.number}")


class LeaveFormPage(OfLeave, RecordFormPage[Leave, F]):
    """An act on a leave."""

    words = LeaveAct
    page_name = "oversight:leave"

    def list_page(self) -> type[ListPage[Leave]]:
        """Return the list."""
        return OwnLeaveListPage


class GrantPage(LeaveFormPage[AnswerForm]):
    """Approving it."""

    act = LeaveAct.GRANT.value
    form_class = AnswerForm
    title = verb = verb_later(LeaveAct.GRANT, "Approve")
    lead = said(zh="批准后，责任和派单会转给代班人员。", en="Duties and dispatch turn to the stand-in then.")

    def submit(self, sent: Sent[AnswerForm]) -> Done:
        """Approve."""
        services.leave_grant(
            leave_id=self.record.pk, answer=sent.form.cleaned_data["answer"], actor=self.actor, at=sent.at
        )
        return self.done()


class RefusePage(LeaveFormPage[AnswerForm]):
    """Refusing it."""

    act = LeaveAct.REFUSE.value
    form_class = AnswerForm
    title = verb = verb_later(LeaveAct.REFUSE, "Refuse")

    def submit(self, sent: Sent[AnswerForm]) -> Done:
        """Refuse."""
        services.leave_refuse(
            leave_id=self.record.pk, answer=sent.form.cleaned_data["answer"], actor=self.actor, at=sent.at
        )
        return self.done()


class ReturnPage(LeaveFormPage[PlainForm]):
    """Reporting back."""

    act = LeaveAct.RETURN.value
    form_class = PlainForm
    title = verb = verb_later(LeaveAct.RETURN, "Report back")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Report back."""
        services.leave_return(leave_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done()


class WithdrawPage(LeaveFormPage[PlainForm]):
    """Withdrawing it."""

    act = LeaveAct.WITHDRAW.value
    form_class = PlainForm
    title = verb = verb_later(LeaveAct.WITHDRAW, "Withdraw")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Withdraw."""
        services.leave_withdraw(leave_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done()

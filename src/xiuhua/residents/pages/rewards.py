"""Rewards and their rules on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xiuhua.residents.forms.rewards import DecisionForm, ReasonForm, RulesForm, VoucherForm
from xiuhua.residents.models import Reward, RewardRate, RewardRules
from xiuhua.residents.queries.ground import matter_said
from xiuhua.residents.queries.rewards import (
    rates_of,
    reward_get,
    rewards_all,
    rules_all,
    rules_get,
    sums_by_state,
)
from xiuhua.residents.rules.rewarding import yuan_text
from xiuhua.residents.services import rewards as services
from xiuhua.residents.terms.rewards import RewardAct, RewardState
from xiuhua.shared.errors import Invalid
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, code, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Fact, Related, Section, State, Tag
from xiuhua.web.sentences import sentence

_FEN = 100


def _yuan(reward: Reward) -> Cell:
    return Cell(kind="number", number=reward.fen / _FEN, decimals=2)


def _matter(reward: Reward) -> Cell:
    return Cell(text=reward.case.item.zh if reward.case.item else reward.case.title)


def _rules_called(rules: RewardRules) -> str:
    """Return a version of the rules by its document number: two versions may have the same."""
    return f"{rules.document_number} · {gettext('version %(number)s') % {'number': rules.number}}"


def _rules_cell(rules: RewardRules) -> Cell:
    return Cell(
        kind="link", text=_rules_called(rules), url=reverse("residents:reward-rules", args=(rules.pk,))
    )


def _case_number(reward: Reward) -> Cell:
    return Cell(kind="code", text=reward.case.number)


class RewardListPage(ListPage[Reward]):
    """The ledger of rewards."""

    act = RewardAct.READ
    menu = "order"
    key = "rewards"
    kind = "reward"
    title = _("Rewards")
    sort = "-proposed"
    columns = (
        ListColumn(key="case", label=_("Case"), kind="code", primary=True, locked=True, cell=_case_number),
        ListColumn(key="matter", label=_("Matter"), cell=_matter),
        ListColumn(key="yuan", label=_("Amount"), kind="number", unit=_("yuan"), cell=_yuan),  # type: ignore[arg-type]  # said when printed
        term("state", _("State"), RewardState),
        code("voucher", _("Voucher"), drop=1),
        moment("proposed", _("Judged"), of="proposed_at", sort="proposed_at"),
        moment("paid", _("Paid"), of="paid_at", drop=1),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=_("State"), vocabulary=RewardState),
        DaysFilter(name="proposed", label=_("Judged"), field="proposed_at"),
    )

    def records(self) -> QuerySet[Reward]:
        """Return the rewards that the database scope lets through."""
        return rewards_all()

    def row_url(self, record: Reward) -> str:
        """Lead to the reward."""
        return reverse("residents:reward", args=(record.pk,))

    def empty(self) -> State:
        """Return what stands where nothing was judged."""
        return State(
            kind="empty",
            title=gettext("No reward yet"),
            text=gettext("A report by WeChat whose case was closed after its check is judged here."),
        )


class RewardPage(ObjectPage[Reward]):
    """One reward: what it is for, why it is as much as it is, and where it stands."""

    act = RewardAct.READ
    menu = "order"
    kind = "reward"
    list_url_name = "residents:rewards"
    change_labels = {"voucher": _("Voucher")}
    facts = (
        ListColumn(key="yuan", label=_("Amount"), kind="number", unit=_("yuan"), cell=_yuan),  # type: ignore[arg-type]  # said when printed
        ListColumn(key="matter", label=_("Matter"), cell=_matter),
        ListColumn(key="rules", label=_("Rules"), kind="link", cell=lambda reward: _rules_cell(reward.rules)),
        text("note", _("Remark")),
        code("voucher", _("Voucher")),
        moment("proposed_at", _("Judged")),
        moment("decided_at", _("Decided")),
        moment("paid_at", _("Paid")),
    )
    acts: ClassVar[Sequence[ObjectAct[Reward]]] = (
        ObjectAct(
            act=RewardAct.APPROVE,
            label=_("Approve"),
            url_name="residents:reward-approve",
            kind="primary",
            icon="check",
        ),
        ObjectAct(
            act=RewardAct.REFUSE,
            label=pgettext_lazy("a reward", "Refuse"),
            url_name="residents:reward-refuse",
            icon="x",
        ),
        ObjectAct(
            act=RewardAct.PAY,
            label=_("Record the payout"),
            url_name="residents:reward-pay",
            kind="primary",
            icon="send",
        ),
        ObjectAct(
            act=RewardAct.GIVE_BACK,
            label=_("It came back"),
            url_name="residents:reward-give-back",
            icon="refresh",
        ),
        ObjectAct(
            act=RewardAct.MARK_STAFF,
            label=_("Mark the reporter as staff"),
            url_name="residents:reward-staff",
            aside=True,
        ),
    )

    def load(self) -> Reward:
        """Return the reward in the URL."""
        return reward_get(int(self.kwargs["reward_id"]))

    def code(self) -> str:
        """Return the number of the case."""
        return self.record.case.number

    def heading(self) -> str:
        """Return what it is for."""
        return _matter(self.record).text

    def state(self) -> Tag | None:
        """Return where it stands."""
        return tag_of(RewardState(self.record.state))

    def related(self) -> Sequence[Related]:
        """Return the case and the receipt."""
        case, receipt = self.record.case, self.record.receipt
        return (
            Related(
                label=f"{gettext('Case')} {case.number}",
                icon="folders",
                url=reverse("cases:case", args=(case.pk,)),
            ),
            Related(
                label=f"{gettext('Receipt')} {receipt.number}",
                icon="list",
                url=reverse("residents:receipt-desk", args=(receipt.pk,)),
            ),
        )

    def sections(self) -> Sequence[Section]:
        """Say why, step by step."""
        here = language()
        lines = [
            sentence(
                one["code"], here, amount=yuan_text(one.get("fen", 0)), most=yuan_text(one.get("most_fen", 0))
            )
            for one in self.record.reasons
        ]
        title = gettext("Why as much")
        return (Section(title=title, template="residents/lines.html", context=lines),)


class _RewardAct(FormPage[Reward, F]):
    """An act on one reward."""

    menu = "order"
    kind = "reward"

    def load(self) -> Reward:
        """Return the reward in the URL."""
        return reward_get(int(self.kwargs["reward_id"]))

    def version(self) -> str:
        """Return the state it is in."""
        return self.record.state

    def back_url(self) -> str:
        """Lead back to the reward."""
        return reverse("residents:reward", args=(self.record.pk,))


class RewardApprovePage(_RewardAct[DecisionForm]):
    """Approve a reward."""

    act = RewardAct.APPROVE
    form_class = DecisionForm
    title = _("Approve the reward")
    lead = _("Whoever accepted, filed, checked or closed the case cannot approve its reward.")
    verb = _("Approve")

    def submit(self, sent: Sent[DecisionForm]) -> Done:
        """Approve it."""
        services.reward_approve(reward_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Approved."))


class RewardRefusePage(_RewardAct[ReasonForm]):
    """Refuse a reward."""

    act = RewardAct.REFUSE
    form_class = ReasonForm
    title = _("Refuse the reward")
    lead = _("The reporter reads the reason.")
    verb = pgettext_lazy("a reward", "Refuse")
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Refuse it."""
        reason = sent.form.cleaned_data["reason"]
        services.reward_refuse(reward_id=self.record.pk, reason=reason, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Refused."))


class RewardPayPage(_RewardAct[VoucherForm]):
    """Record a payout."""

    act = RewardAct.PAY
    form_class = VoucherForm
    title = _("Record the payout")
    lead = _("Whoever approved it cannot pay it.")
    verb = _("Record the payout")

    def submit(self, sent: Sent[VoucherForm]) -> Done:
        """Record it."""
        voucher = sent.form.cleaned_data["voucher"]
        services.reward_pay(reward_id=self.record.pk, voucher=voucher, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Recorded."))


class RewardGiveBackPage(_RewardAct[ReasonForm]):
    """Record that a payout came back."""

    act = RewardAct.GIVE_BACK
    form_class = ReasonForm
    title = _("The payout came back")
    lead = _("It can be paid again under another number.")
    verb = _("Record it")

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Record it."""
        reason = sent.form.cleaned_data["reason"]
        services.reward_give_back(reward_id=self.record.pk, reason=reason, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Recorded."))


class RewardStaffPage(_RewardAct[DecisionForm]):
    """Mark a reporter as serving the city."""

    act = RewardAct.MARK_STAFF
    form_class = DecisionForm
    title = _("Mark the reporter as staff")
    lead = _("Later reports of this WeChat user earn nothing. This reward is not touched.")
    verb = _("Mark as staff")

    def submit(self, sent: Sent[DecisionForm]) -> Done:
        """Mark them."""
        services.follower_mark_staff(reward_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Marked."))


# --- rules --------------------------------------------------------------------------------------------------


class RulesListPage(ListPage[RewardRules]):
    """Every version of the rules."""

    act = RewardAct.READ_RULES
    menu = "order"
    key = "reward_rules"
    kind = "reward_rules"
    title = _("Rules of rewards")
    area_field = ""
    sort = "-effective"
    columns = (
        text("document", _("Document number"), of="document_number", primary=True, locked=True),
        number("number", _("Version")),
        code("area_code", _("Area code")),
        moment("effective", _("In force from"), of="effective_at", sort="effective_at"),
        moment("published", _("Published"), of="published_at", drop=1),
    )

    def records(self) -> QuerySet[RewardRules]:
        """Return every version."""
        return rules_all()

    def row_url(self, record: RewardRules) -> str:
        """Lead to the version."""
        return reverse("residents:reward-rules", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to publish the next one."""
        if not seams.may(self.actor, RewardAct.PUBLISH):
            return ()
        url = reverse("residents:reward-rules-new")
        return (
            Action(
                name=RewardAct.PUBLISH, label=gettext("New version"), kind="primary", icon="plus", url=url
            ),
        )


def _yuan_of(field: str) -> ListColumn[RewardRules]:
    labels = {"month_most_fen": _("Most in a month"), "default_fen": _("Other matters")}
    return ListColumn(
        key=field,
        label=labels[field],
        kind="number",
        unit=_("yuan"),  # type: ignore[arg-type]  # said when printed
        cell=lambda rules: Cell(kind="number", number=getattr(rules, field) / _FEN, decimals=2),
    )


class RulesPage(ObjectPage[RewardRules]):
    """One version of the rules, and what rewards come to by now."""

    act = RewardAct.READ_RULES
    menu = "order"
    kind = "reward_rules"
    list_url_name = "residents:reward-rules-all"
    facts = (
        number("number", _("Version")),
        area("area_code", _("Area")),
        _yuan_of("month_most_fen"),
        _yuan_of("default_fen"),
        moment("effective_at", _("In force from")),
        moment("published_at", _("Published")),
    )

    def load(self) -> RewardRules:
        """Return the version in the URL."""
        return rules_get(int(self.kwargs["rules_id"]))

    def heading(self) -> str:
        """Return its document number, and which version it is."""
        return _rules_called(self.record)

    def sections(self) -> Sequence[Section]:
        """Show what each matter earns, and the sums of all rewards by state."""
        rates = [Fact(label=_matter_of(one), value=_yuan_cell(one.fen)) for one in rates_of(self.record)]
        return (
            Section(title=gettext("By matter"), template="ground/facts.html", context=rates),
            sums_section(),
        )


def sums_section() -> Section:
    """Return the sums of all visible rewards by state, which add up to their total."""
    here = language()
    sums = sums_by_state()
    rows = [(RewardState(state).label(here), count, fen) for state, (count, fen) in sums.items()]
    together = (gettext("Together"), sum(row[1] for row in rows), sum(row[2] for row in rows))
    lines = [
        Fact(label=label, value=Cell(text=_sum_said(count, fen))) for label, count, fen in (*rows, together)
    ]
    return Section(title=gettext("Sums by state"), template="ground/facts.html", context=lines)


def _sum_said(count: int, fen: int) -> str:
    said = ngettext("%(count)s reward, %(yuan)s yuan", "%(count)s rewards, %(yuan)s yuan", count)
    return said % {"count": count, "yuan": yuan_text(fen)}


def _yuan_cell(fen: int) -> Cell:
    return Cell(text=f"{yuan_text(fen)}\u00a0{gettext('yuan')}")


def _matter_of(rate: RewardRate) -> str:
    item = rate.item
    return f"{item.code} {item.zh if language().startswith('zh') or not item.en else item.en}"


class RulesPublishPage(FormPage[RewardRules, RulesForm]):
    """Publish a version of the rules."""

    act = RewardAct.PUBLISH
    menu = "order"
    kind = "reward_rules"
    form_class = RulesForm
    title = _("New rules of rewards")
    lead = _("A published version is never changed; reports are judged by the rules of the day they came in.")
    verb = _("Publish")

    def permit(self) -> None:
        """Refuse whoever may publish nowhere."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def load(self) -> RewardRules:
        """Return the version that is not there yet."""
        return RewardRules()

    def initial(self) -> dict[str, object]:
        """Return the actor's own area."""
        return {"area_code": next(iter(self.actor.areas), ""), "first_only": True}

    def submit(self, sent: Sent[RulesForm]) -> Done:
        """Publish it."""
        typed = sent.form.cleaned_data
        rules = services.rules_publish(
            new=services.NewRules(
                area_code=typed["area_code"],
                document_number=typed["document_number"],
                default_fen=_fen(typed["default"]),
                month_most_fen=_fen(typed["month_most"]),
                first_only=typed["first_only"],
                effective_at=typed["effective_at"],
                rates=dict(_rates(typed["rates"])),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("residents:reward-rules", args=(rules.pk,)), message=gettext("Published."))

    def back_url(self) -> str:
        """Lead back to the list."""
        return reverse("residents:reward-rules-all")


def _fen(yuan: Decimal) -> int:
    return int(yuan * _FEN)


def _rates(lines: str) -> Sequence[tuple[int, int]]:
    """Return the lines of a table of rates: matter and fen.

    Raises:
        Invalid: a line is none.
    """
    found = []
    for line in filter(None, (one.strip() for one in lines.splitlines())):
        matter, _gap, yuan = line.rpartition(" ")
        item = matter_said(matter)
        if item is None or not yuan.replace(".", "", 1).isdigit():
            raise Invalid(fields={"rates": "reward_rate_wrong"})
        found.append((item.pk, _fen(Decimal(yuan))))
    return found

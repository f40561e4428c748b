"""Payment sheets on the screen: what a ranking pays, how it adds up, and what finance says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.evaluation.forms.listings import AMOUNT, PaymentForm, PaymentRedraftForm, amounts_added
from xiuhua.evaluation.models import PaymentSheet
from xiuhua.evaluation.pages.contest_parts import scheme_name, yuan
from xiuhua.evaluation.queries import listings as queries
from xiuhua.evaluation.services.payments import payment_decide, payment_redraft
from xiuhua.evaluation.terms.contests import Grade, PaymentAct, PaymentState
from xiuhua.ground.queries.choices import area_choices
from xiuhua.scenekit.words import said
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Group, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, Related, Section, Tag

MENU, FEN = "payments", 100
_STATE, _TOTAL = said(zh="状态", en="State"), said(zh="合计", en="Total")


def _total(one: PaymentSheet) -> Cell:
    return Cell(text=yuan(one.total_fen))


def _round(one: PaymentSheet) -> Cell:
    return Cell(kind="link", text=one.round.name, url=reverse("evaluation:contest", args=(one.round_id,)))


def _scheme(one: PaymentSheet) -> Cell:
    scheme = one.round.scheme
    words = str(said(zh="{name}第 {number} 版 · {reason}", en="{name}, version {number} · {reason}"))
    told = words.format(name=scheme_name(scheme), number=scheme.number, reason=scheme.reason)
    return Cell(kind="link", text=told, url=reverse("evaluation:scheme", args=(scheme.pk,)))


class PaymentListPage(ListPage[PaymentSheet]):
    """Every payment sheet of the reader's areas, the latest first."""

    key = "payment-sheets"
    kind = "payment_sheet"
    menu = MENU
    act = PaymentAct.READ.value
    title = said(zh="奖补计算书", en="Payment sheets")
    sort = "-drafted"
    columns = (
        code("number", said(zh="编号", en="Number"), drop=1),
        text("round", said(zh="评比", en="Contest"), of="round.name", primary=True, locked=True),
        ListColumn(key="total", label=_TOTAL, cell=_total),
        term("state", _STATE, PaymentState),
        moment("drafted", said(zh="拟定时间", en="Drafted at"), of="drafted_at", sort="drafted_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="state", label=_STATE, vocabulary=PaymentState),
    )
    comes_from = said(
        zh="发布带奖补金额的评比时自动拟定。", en="Drafted when a ranking with amounts is published."
    )

    def records(self) -> QuerySet[PaymentSheet]:
        """Return the sheets that the database scope lets through."""
        return queries.payments_all()

    def row_url(self, record: PaymentSheet) -> str:
        """Return the page of the sheet."""
        return reverse("evaluation:payment", args=(record.pk,))


class PaymentPage(ObjectPage[PaymentSheet]):
    """One payment sheet with its arithmetic."""

    kind = "payment_sheet"
    menu = MENU
    act = PaymentAct.READ.value
    list_url_name = "evaluation:payments"
    facts_beside = True
    spare = frozenset({"note", "decided"})
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        ListColumn(key="round", label=said(zh="评比", en="Contest"), cell=_round),
        ListColumn(key="scheme", label=said(zh="金额依据", en="Amounts by"), cell=_scheme),
        ListColumn(key="total", label=_TOTAL, cell=_total),
        moment("decided", said(zh="核准时间", en="Decided at"), of="decided_at"),
        text("note", said(zh="说明", en="Note")),
    )
    acts: ClassVar[Sequence[ObjectAct[PaymentSheet]]] = (
        ObjectAct(
            act=PaymentAct.APPROVE.value, label=verb_later(PaymentAct.APPROVE, "Approve or return"),
            kind="primary", url_name="evaluation:payment-decide", icon="check",
        ),
        ObjectAct(
            act=PaymentAct.REDRAFT.value, label=verb_later(PaymentAct.REDRAFT, "Draft anew"),
            url_name="evaluation:payment-redraft", icon="pencil",
        ),
    )  # fmt: skip

    def load(self) -> PaymentSheet:
        """Return the sheet of the URL."""
        return queries.payment_get(self.kwargs["payment_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return whose awards it pays."""
        return self.record.round.name

    def state(self) -> Tag:
        """Return whether it is approved."""
        return tag_of(PaymentState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return the lines, and how they add up by grade."""
        one = self.record
        rows = [
            {**line, "yuan": yuan(line["amount_fen"]), "grade": _grade(line), "was": _was(line)}
            for line in one.lines
        ]
        sums = [f"{name}: {_sum(amounts)}" for name, amounts in _by_tier(one).items()]
        return (
            Section(
                title=str(said(zh="逐单位计算", en="By unit")), leads=True,
                template="evaluation/payment.html",
                context={"rows": rows, "sums": sums, "total": yuan(one.total_fen)},
            ),
        )  # fmt: skip

    def related(self) -> Sequence[Related]:
        """Return the commendations as a list to export."""
        return (
            Related(
                label=str(said(zh="导出明细", en="Lines to export")), icon="list",
                url=f"{reverse('evaluation:commendations')}?round={self.record.round_id}",
            ),
        )  # fmt: skip


def _was(line: dict[str, Any]) -> str:  # as JSON holds it
    """Return what the scheme sets, where somebody pays otherwise."""
    return yuan(line["set_fen"]) if line.get("set_fen", line["amount_fen"]) != line["amount_fen"] else ""


def _sum(amounts: list[int]) -> str:
    alike = len(set(amounts)) == 1
    told = f"{len(amounts)} × {yuan(amounts[0])}" if alike else " + ".join(yuan(one) for one in amounts)
    return f"{told} = {yuan(sum(amounts))}"


def _grade(line: dict[str, Any]) -> str:  # as JSON holds it
    return Grade(line["grade"]).label(language()) if line["grade"] else ""


def _by_tier(one: PaymentSheet) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for line in one.lines:
        found.setdefault(_grade(line) or line["rule"], []).append(line["amount_fen"])
    return found


class PaymentDecidePage(FormPage[PaymentSheet, PaymentForm]):
    """Approving or returning it."""

    kind = "payment_sheet"
    menu = MENU
    act = PaymentAct.APPROVE.value
    form_class = PaymentForm
    title = verb = verb_later(PaymentAct.APPROVE, "Approve or return")

    @property
    def lead(self) -> str:  # type: ignore[override]  # says the sum
        """The sum that is decided on."""
        return f"{self.record.round.name} · {yuan(self.record.total_fen)}"

    def load(self) -> PaymentSheet:
        """Return the sheet of the URL."""
        return queries.payment_get(self.kwargs["payment_id"])

    def version(self) -> str:
        """Return whether it is decided."""
        return self.record.state

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the sheet."""
        return (Crumb(label=self.record.number, url=self.back_url()),)

    def back_url(self) -> str:
        """Return the sheet."""
        return reverse("evaluation:payment", args=(self.record.pk,))

    def submit(self, sent: Sent[PaymentForm]) -> Done:
        """Decide."""
        typed = sent.form.cleaned_data
        state = PaymentState(typed["decision"])
        payment_decide(
            payment_id=self.record.pk, approved=state is PaymentState.APPROVED, note=typed["note"],
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=state.label(language()))


class PaymentRedraftPage(FormPage[PaymentSheet, PaymentRedraftForm]):
    """Drafting a returned sheet anew: an amount for each line, and why."""

    kind = "payment_sheet"
    menu = MENU
    act = PaymentAct.REDRAFT.value
    form_class = PaymentRedraftForm
    title = verb = verb_later(PaymentAct.REDRAFT, "Draft anew")

    @property
    def lead(self) -> str:  # type: ignore[override]  # says why it was returned
        """Why it was returned."""
        words = said(zh="退回原因：{note}。金额单位为元。", en="Returned: {note}. Amounts in yuan.")
        return str(words).format(note=self.record.note.rstrip("。"))

    def load(self) -> PaymentSheet:
        """Return the sheet of the URL."""
        return queries.payment_get(self.kwargs["payment_id"])

    def prepare(self, form: PaymentRedraftForm) -> None:
        """Ask for each line."""
        amounts_added(form, self.record.lines)

    def initial(self) -> Mapping[str, object]:
        """Begin with the amounts as they are."""
        lines = enumerate(self.record.lines)
        return {AMOUNT.format(nth): Decimal(line["amount_fen"]) / FEN for nth, line in lines}

    def form_groups(self) -> Sequence[Group]:
        """Return the amounts first, then why."""
        names = tuple(AMOUNT.format(nth) for nth in range(len(self.record.lines)))
        return (
            Group(fields=names, title=said(zh="金额（元）", en="Amounts, yuan")),
            Group(fields=("reason",)),
        )

    def version(self) -> str:
        """Return whether it is returned, and the sum."""
        return f"{self.record.state}.{self.record.total_fen}"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the sheet."""
        return (Crumb(label=self.record.number, url=self.back_url()),)

    def back_url(self) -> str:
        """Return the sheet."""
        return reverse("evaluation:payment", args=(self.record.pk,))

    def submit(self, sent: Sent[PaymentRedraftForm]) -> Done:
        """Draft it anew."""
        typed = sent.form.cleaned_data
        amounts = [int(typed[AMOUNT.format(nth)] * FEN) for nth in range(len(self.record.lines))]
        payment_redraft(
            payment_id=self.record.pk,
            amounts_fen=amounts,
            reason=typed["reason"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=PaymentAct.REDRAFT.label(language()))

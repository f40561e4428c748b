"""Receipts and answers as the desks see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.cases.terms import CaseState
from xiuhua.notices.terms import OutgoingState
from xiuhua.residents.models import Answer, Receipt
from xiuhua.residents.queries.receipts import answers_all, answers_of, receipt_get, receipts_all
from xiuhua.residents.terms.residents import AnswerKind, AnswerState, Rating, ReceiptAct, ReceiptState, Route
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_cell, tag_of, term, text
from xiuhua.web.pages.filters import DaysFilter, Filter, TermFilter
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Cell, Related, Section, State, Tag
from xiuhua.web.words import word


def _matter(receipt: Receipt) -> Cell:
    item = receipt.report.case.item
    return Cell(text=item.zh if item else receipt.report.text[:40])


def _case_state(receipt: Receipt) -> Cell:
    return tag_cell(CaseState(receipt.report.case.state))


def _rating(receipt: Receipt) -> Cell:
    return tag_cell(Rating(receipt.rating)) if receipt.rating else Cell()


def _standing(answer: Answer) -> Tag | None:
    """Return how far an answer has come: of an SMS, what `notices` knows of it."""
    sms_state = getattr(answer, "sms_state", None)
    return tag_of(OutgoingState(sms_state) if sms_state else AnswerState(answer.state))


def _fault(answer: Answer) -> str:
    sms_fault = getattr(answer, "sms_fault", None)
    if sms_fault:
        return word(sms_fault, language())
    return gettext(answer.fault) if answer.fault else ""


class ReceiptListPage(ListPage[Receipt]):
    """Every receipt, with how its case stands and what its holder says of it."""

    act = ReceiptAct.READ
    menu = "order"
    key = "receipts"
    kind = "receipt"
    title = _("Residents' receipts")
    sort = "-taken"
    columns = (
        ListColumn(
            key="number",
            label=_("Receipt"),
            kind="code",
            primary=True,
            locked=True,
            cell=lambda receipt: Cell(kind="code", text=receipt.number),
        ),
        ListColumn(key="matter", label=_("What is wrong"), cell=_matter),
        term("route", _("Answered by"), Route),
        ListColumn(key="case_state", label=_("Case"), kind="tag", cell=_case_state),
        ListColumn(key="rating", label=_("Rating"), kind="tag", cell=_rating),
        text("address_line", _("Where"), of="report.address", drop=1),
        moment("taken", _("Reported"), of="taken_at", sort="taken_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="route", label=_("Answered by"), vocabulary=Route),
        TermFilter(name="rating", label=_("Rating"), vocabulary=Rating),
        TermFilter(name="state", label=_("State"), vocabulary=ReceiptState),
        DaysFilter(name="taken", label=_("Reported"), field="taken_at"),
    )

    def records(self) -> QuerySet[Receipt]:
        """Return the receipts that the database scope lets through."""
        return receipts_all()

    def row_url(self, record: Receipt) -> str:
        """Lead to the receipt."""
        return reverse("residents:receipt-desk", args=(record.pk,))

    def empty(self) -> State:
        """Return what stands where nobody has reported."""
        return State(
            kind="empty",
            title=gettext("No receipt yet"),
            text=gettext("Whoever reports on the residents' page, by WeChat or by mail gets one."),
        )


class ReceiptPage(ObjectPage[Receipt]):
    """One receipt: the case it follows, and what its holder was told."""

    act = ReceiptAct.READ
    menu = "order"
    kind = "receipt"
    list_url_name = "residents:receipts"
    facts = (
        ListColumn(
            key="told",
            label=_("What is wrong"),
            cell=lambda one: Cell(text=one.report.text or _matter(one).text),
        ),
        term("route", _("Answered by"), Route),
        ListColumn(key="rating", label=_("Rating"), kind="tag", cell=_rating),
        text("rating_words", _("In their words")),
        moment("taken_at", _("Reported")),
        moment("rated_at", _("Rated")),
    )

    def load(self) -> Receipt:
        """Return the receipt in the URL."""
        return receipt_get(int(self.kwargs["receipt_id"]))

    def state(self) -> Tag | None:
        """Return where it stands: as long as nobody rated it or took it back, where its case stands."""
        if self.record.state == ReceiptState.OPEN:
            return tag_of(CaseState(self.record.report.case.state))
        return tag_of(ReceiptState(self.record.state))

    def place(self) -> str:
        """Return where it is about."""
        return self.record.report.address

    def related(self) -> Sequence[Related]:
        """Return the case."""
        case = self.record.report.case
        url = reverse("cases:case", args=(case.pk,))
        return (Related(label=f"{gettext('Case')} {case.number}", icon="folders", url=url),)

    def sections(self) -> Sequence[Section]:
        """Show what its holder was told, and how it reached them."""
        rows = [
            {
                "kind": tag_of(AnswerKind(one.kind)),
                "text": one.text,
                "at": one.at,
                "state": _standing(one),
                "route": tag_of(Route(one.route)),
                "fault": _fault(one),
                "attempts": one.attempts,
            }
            for one in answers_of(self.record)
        ]
        title = gettext("What they were told")
        return (Section(title=title, template="residents/answers.html", context=rows, note=f"{len(rows)}"),)


class AnswerListPage(ListPage[Answer]):
    """What residents were told, and whether it arrived."""

    act = ReceiptAct.READ
    menu = "order"
    key = "answers"
    kind = "answer"
    title = _("Answers to residents")
    sort = "-at"
    columns = (
        ListColumn(
            key="receipt",
            label=_("Receipt"),
            kind="code",
            primary=True,
            locked=True,
            cell=lambda answer: Cell(kind="code", text=answer.receipt.number),
        ),
        term("kind", _("Turn"), AnswerKind),
        text("text", _("What was said")),
        term("route", _("By which way"), Route),
        ListColumn(
            key="state", label=_("State"), kind="tag", cell=lambda one: Cell(kind="tag", tag=_standing(one))
        ),
        number("attempts", _("Tries"), drop=1),
        ListColumn(key="fault", label=_("What failed"), cell=lambda one: Cell(text=_fault(one)), drop=1),
        moment("at", _("When"), sort="at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=_("State"), vocabulary=AnswerState),
        TermFilter(name="route", label=_("By which way"), vocabulary=Route),
        TermFilter(name="kind", label=_("Turn"), vocabulary=AnswerKind),
    )

    def records(self) -> QuerySet[Answer]:
        """Return the answers that the database scope lets through."""
        return answers_all()

    def row_url(self, record: Answer) -> str:
        """Lead to the receipt."""
        return reverse("residents:receipt-desk", args=(record.receipt_id,))

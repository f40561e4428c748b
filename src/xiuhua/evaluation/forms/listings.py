"""What the acts on lists, payment sheets and trials ask of a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from xiuhua.evaluation.terms.contests import ListingState, PaymentState
from xiuhua.scenekit.words import said
from xiuhua.web.errors import language
from xiuhua.web.pages.fields import words_field
from xiuhua.web.pages.making import term_choices

AMOUNT = "amount_{}"


class ListingObjectForm(forms.Form):
    """Why somebody should not be listed."""

    text = words_field(said(zh="异议理由", en="Why it is wrong"), rows=4)


class ListingDecideForm(forms.Form):
    """The answer to an objection."""

    upheld = forms.ChoiceField(
        label=said(zh="复核结论", en="Decision"), widget=forms.RadioSelect,
        choices=lambda: [
            ("yes", ListingState.DROPPED.label(language())),
            ("no", str(said(zh="异议不成立，仍拟列入", en="Rejected: it stays to be listed"))),
        ],
    )  # fmt: skip
    answer = words_field(said(zh="答复", en="Answer"), rows=3)


class ListingClaimForm(forms.Form):
    """What was put right."""

    text = words_field(said(zh="整改情况", en="What was put right"), rows=4)


class ListingRepairForm(forms.Form):
    """What was seen when somebody looked."""

    passed = forms.ChoiceField(
        label=said(zh="核实结论", en="Seen on the spot"), widget=forms.RadioSelect,
        choices=lambda: [
            ("yes", ListingState.REPAIRED.label(language())),
            ("no", str(said(zh="未整改到位，继续公布", en="Not put right: it stays published"))),
        ],
    )  # fmt: skip
    text = words_field(said(zh="核实情况", en="What was seen"), rows=3)


class ListsPublishForm(forms.Form):
    """Nothing is asked: what is published was told."""


class PaymentForm(forms.Form):
    """Whether a payment sheet is approved."""

    decision = forms.ChoiceField(
        label=said(zh="意见", en="Decision"), widget=forms.RadioSelect,
        choices=lambda: term_choices(PaymentState.APPROVED, PaymentState.RETURNED),
    )  # fmt: skip
    note = words_field(said(zh="说明（退回必填）", en="Note; needed to return it"), required=False, rows=3)


class PaymentRedraftForm(forms.Form):
    """What was changed in a returned payment sheet; `amounts_added` adds a field for each line."""

    reason = words_field(
        said(zh="修改说明", en="What was changed, and why"), rows=3,
        hint=said(zh="财务会看到。", en="Finance reads it."),
    )  # fmt: skip


def amounts_added(form: forms.Form, lines: Sequence[Mapping[str, Any]]) -> None:  # lines as JSON holds them
    """Add a field for the amount of each line, in yuan."""
    for nth, line in enumerate(lines):
        form.fields[AMOUNT.format(nth)] = forms.DecimalField(
            label=f"{line['rank']}. {line['name']}", min_value=0, decimal_places=2, max_digits=13,
            initial=Decimal(line["amount_fen"]) / 100,
        )  # fmt: skip


class TrialPublishForm(forms.Form):
    """By which paper the tried scheme is published."""

    reason = words_field(said(zh="依据文件", en="By which paper"), most=200, rows=2)

"""What closing a month asks of a person."""

from __future__ import annotations

from django import forms

from xiuhua.evaluation.terms.closings import LineState
from xiuhua.scenekit.words import said
from xiuhua.web.pages.fields import pictures_field, words_field
from xiuhua.web.pages.making import term_choices


class ClosingRuleForm(forms.Form):
    """How many working days each part takes, and where the colours begin."""

    freeze_days = forms.IntegerField(
        label=said(zh="月末后几个工作日冻结", en="Frozen so many working days after the month"),
        min_value=1, max_value=30,
    )  # fmt: skip
    objection_days = forms.IntegerField(
        label=said(zh="申诉期（工作日）", en="Days to object (working days)"), min_value=1, max_value=30
    )
    notice_days = forms.IntegerField(
        label=said(zh="公示期（工作日）", en="Days of public notice (working days)"),
        min_value=1,
        max_value=30,
    )
    green = forms.IntegerField(
        label=said(zh="绿色（优）不低于 %", en="Green (excellent) from %"), min_value=1, max_value=100
    )
    blue = forms.IntegerField(
        label=said(zh="蓝色（良）不低于 %", en="Blue (good) from %"), min_value=1, max_value=100
    )
    yellow = forms.IntegerField(
        label=said(zh="黄色（中）不低于 %", en="Yellow (fair) from %"), min_value=1, max_value=100,
        help_text=said(zh="再低为红色（差）。", en="Below it: red (poor)."),
    )  # fmt: skip
    reason = words_field(said(zh="依据", en="By which paper"), most=200, rows=2)


class FreezeForm(forms.Form):
    """Which month is frozen."""

    period = forms.CharField(label=said(zh="统计月", en="Statistical month"), max_length=7)


class AdvanceForm(forms.Form):
    """Nothing is asked: what is put up was counted."""


class LineObjectForm(forms.Form):
    """Why a line is wrong, and what proves it."""

    text = words_field(said(zh="申诉理由", en="Why it should not count"), rows=4)
    photos = pictures_field(said(zh="证据照片", en="Photo as evidence"))


class LineDecideForm(forms.Form):
    """What is decided, and why."""

    upheld = forms.ChoiceField(
        label=said(zh="裁定", en="Decision"), widget=forms.RadioSelect,
        choices=lambda: term_choices(LineState.UPHELD, LineState.REJECTED),
    )  # fmt: skip
    answer = words_field(said(zh="裁定理由", en="Why"), rows=3)

"""What the acts on briefings ask of a person."""

from __future__ import annotations

from django import forms

from xiuhua.scenekit.words import said
from xiuhua.web.pages.fields import words_field


class PlainForm(forms.Form):
    """Nothing but the wish itself."""


class RequestForm(forms.Form):
    """Which briefing is asked for."""

    template = forms.ChoiceField(label=said(zh="模板", en="Template"))
    area = forms.ChoiceField(label=said(zh="区域", en="Area"))
    period = forms.CharField(
        label=said(zh="时段", en="Period"), required=False, max_length=10,
        help_text=said(
            zh="如 2026、2026-Q1、2026-03、2026-W10、2026-03-02；不写即最近一个已结束的时段。",
            en="2026, 2026-Q1, 2026-03, 2026-W10 or 2026-03-02; empty for the last one that has ended.",
        ),
    )  # fmt: skip


class TextForm(forms.Form):
    """What is written in the place of a paragraph."""

    text = forms.CharField(
        label=said(zh="正文", en="Text"), required=False,
        widget=forms.Textarea(attrs={"rows": 8, "phrases": "1"}),
        help_text=said(
            zh="数字后的方括号序号指向附件里的指标，请一并保留；留空即不要这一段。",
            en="Keep the numbers in brackets: each leads to a figure of the appendix. Empty: left out.",
        ),
    )  # fmt: skip


class ReturnForm(forms.Form):
    """Why it is sent back."""

    reason = words_field(said(zh="退回理由", en="Why it is sent back"), most=500)


class SendForm(forms.Form):
    """Who has a copy of it."""

    copied_to = forms.CharField(
        label=said(zh="抄送", en="Copies to"), required=False, max_length=300,
        help_text=said(
            zh="抄送机关，用顿号或逗号隔开；印在版记里，不写即没有这一行。",
            en="The organs, with commas in between; printed in the imprint. Empty: no such line.",
        ),
    )  # fmt: skip


class PlanForm(forms.Form):
    """Whether a kind is drafted by itself, and after which template."""

    area = forms.ChoiceField(label=said(zh="区域", en="Area"))
    kind = forms.ChoiceField(label=said(zh="种类", en="Kind"))
    template = forms.ChoiceField(label=said(zh="模板", en="Template"))
    enabled = forms.BooleanField(label=said(zh="按计划自动起草", en="Drafted by itself"), required=False)

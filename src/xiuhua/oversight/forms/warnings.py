"""What the acts on warnings and their rules ask of a person."""

from __future__ import annotations

from django import forms

from xiuhua.scenekit.words import said
from xiuhua.web.pages.fields import day_field, words_field


class PlainForm(forms.Form):
    """Nothing but the wish itself."""


class CheckForm(forms.Form):
    """What the check came to, and why."""

    result = forms.ChoiceField(label=said(zh="核查结果", en="Result"), widget=forms.RadioSelect)
    words = words_field(said(zh="核查情况", en="What was found"))


class OrderForm(forms.Form):
    """Which unit puts what right by when, in words that it may read."""

    unit = forms.ChoiceField(label=said(zh="责令单位", en="Unit that has to put it right"))
    title = forms.CharField(label=said(zh="问题", en="Problem"), max_length=120)
    due_on = day_field(said(zh="改正期限", en="To be put right by"))
    text = words_field(
        said(zh="改正要求", en="What is asked for"),
        hint=said(zh="单位能看到，请勿写入预警内容。", en="The unit reads it: say nothing of the warning."),
    )


class CloseForm(forms.Form):
    """What is left to say."""

    words = words_field(said(zh="处理意见", en="What follows from it"), required=False)


class RuleForm(forms.Form):
    """Whether a rule is on, and why it is changed; its numbers are added by the page."""

    enabled = forms.BooleanField(label=said(zh="启用", en="On"), required=False)
    reason = words_field(said(zh="修改原因", en="Why it is changed"), most=500)


def parameter_field(label: str, *, least: int, most: int) -> forms.IntegerField:
    """Return the field of a number of a rule."""
    return forms.IntegerField(
        label=label, min_value=least, max_value=most,
        widget=forms.NumberInput(attrs={"min": least, "max": most}),
    )  # fmt: skip

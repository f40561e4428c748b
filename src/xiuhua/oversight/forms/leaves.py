"""What the acts on leave ask of a person."""

from __future__ import annotations

from django import forms

from xiuhua.scenekit.words import said
from xiuhua.web.pages.fields import day_field


class AskForm(forms.Form):
    """Who is away from when to when, where, and how to reach them."""

    kind = forms.ChoiceField(
        label=said(zh="类别", en="Kind"),
        help_text=said(
            zh="八小时以外离开本市只需报备，提交即生效。",
            en="Going out of town off hours is only reported; it needs no approval.",
        ),
    )
    since = day_field(said(zh="开始日期", en="First day"))
    until = day_field(said(zh="结束日期", en="Last day"))
    reason = forms.CharField(label=said(zh="事由", en="Reason"), max_length=300, required=False)
    out_of_town = forms.BooleanField(label=said(zh="离开本市", en="Out of town"), required=False)
    place = forms.CharField(label=said(zh="去向", en="Where"), max_length=100, required=False)
    reached_by = forms.CharField(label=said(zh="联系电话", en="Reached by"), max_length=20)
    stand_in = forms.ChoiceField(
        label=said(zh="代班人员", en="Stand-in"), required=False,
        help_text=said(zh="不选则由岗位的 B 岗代班。", en="Without one the deputies of the posts stand in."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What the leader says."""

    answer = forms.CharField(label=said(zh="意见", en="Opinion"), max_length=300, required=False)


class PlainForm(forms.Form):
    """Nothing but the wish itself."""

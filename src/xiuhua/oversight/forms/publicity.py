"""What the acts on articles and clues of public opinion ask of a person."""

from __future__ import annotations

from django import forms

from xiuhua.scenekit.words import said
from xiuhua.web.pages.fields import day_field, words_field


class PlainForm(forms.Form):
    """Nothing but the wish itself."""


class PlanForm(forms.Form):
    """What is to be written, by whom and by when."""

    title = forms.CharField(label=said(zh="选题", en="Subject"), max_length=120)
    unit = forms.ChoiceField(label=said(zh="供稿单位", en="Unit that writes it"))
    due_on = day_field(said(zh="计划发布日期", en="To be published by"))
    note = words_field(said(zh="要求", en="What is asked for"), required=False)


class WriteForm(forms.Form):
    """The article."""

    text = words_field(said(zh="稿件正文", en="The article"), most=20_000, rows=14)


class SendBackForm(forms.Form):
    """What is to be changed."""

    note = words_field(said(zh="修改意见", en="What is to be changed"))


class PublishForm(forms.Form):
    """Where and when it stood."""

    channel = forms.ChoiceField(label=said(zh="渠道", en="Channel"))
    outlet = forms.CharField(
        label=said(zh="账号或媒体名称", en="Account or medium"), max_length=60, required=False
    )
    on = day_field(said(zh="发布日期", en="Published on"))
    link = forms.URLField(
        label=said(zh="链接", en="Address"), max_length=300, required=False, assume_scheme="https",
        help_text=said(zh="报刊和电视可不填。", en="None is needed for print and television."),
    )  # fmt: skip


class OpinionForm(forms.Form):
    """A clue as it was found."""

    title = forms.CharField(label=said(zh="标题", en="Title"), max_length=120)
    text = words_field(said(zh="内容", en="What is said"))
    channel = forms.ChoiceField(label=said(zh="来源", en="Found on"))
    link = forms.URLField(
        label=said(zh="链接", en="Address"), max_length=300, required=False, assume_scheme="https"
    )
    level = forms.ChoiceField(label=said(zh="等级", en="How grave"))


class AssignForm(forms.Form):
    """Which unit handles it, by when."""

    unit = forms.ChoiceField(label=said(zh="处置单位", en="Unit that handles it"))
    due_on = day_field(said(zh="期限", en="By"))


class ReportForm(forms.Form):
    """Where the problem is that it is about."""

    area = forms.ChoiceField(label=said(zh="所在区域", en="Area"))
    address = forms.CharField(label=said(zh="地址", en="Address"), max_length=160)


class DoneForm(forms.Form):
    """What the unit did."""

    text = words_field(said(zh="处置情况", en="What was done"))


class AnswerForm(forms.Form):
    """What was answered in public, and where."""

    text = words_field(said(zh="回应内容", en="The answer"))
    link = forms.URLField(
        label=said(zh="回应链接", en="Address"), max_length=300, required=False, assume_scheme="https"
    )

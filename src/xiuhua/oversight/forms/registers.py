"""What the acts on rectification lists, small works and reminders ask of a person."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from xiuhua.scenekit.words import said
from xiuhua.web.pages.fields import day_field, pictures_field, words_field

_PHOTOS = said(zh="照片", en="Photos")


class EnterForm(forms.Form):
    """A problem as its list tells it."""

    source = forms.ChoiceField(label=said(zh="来源", en="Found by"))
    title = forms.CharField(label=said(zh="问题", en="Problem"), max_length=120)
    text = words_field(said(zh="问题描述", en="In words"), required=False)
    task = forms.ChoiceField(label=said(zh="督查任务", en="Found by the task"), required=False)
    paper = forms.CharField(label=said(zh="文号", en="Document no."), max_length=80, required=False)
    found_on = day_field(said(zh="发现日期", en="Found on"))


class TaskForm(forms.Form):
    """What is looked at, where and when."""

    source = forms.ChoiceField(label=said(zh="类别", en="Kind"))
    title = forms.CharField(label=said(zh="任务", en="Task"), max_length=120)
    on = day_field(said(zh="督查日期", en="Day"))
    text = words_field(said(zh="内容与方式", en="What is looked at, and how"), required=False)


class AssignForm(forms.Form):
    """Which unit has to put it right, and by when."""

    unit = forms.ChoiceField(label=said(zh="责任单位", en="Unit that has to put it right"))
    due_on = day_field(said(zh="整改期限", en="To be put right by"))
    text = words_field(said(zh="要求", en="What is asked for"), required=False)


class PlanForm(forms.Form):
    """How the unit puts it right."""

    text = words_field(said(zh="整改方案", en="Plan"))


class AnswerForm(forms.Form):
    """What was put right, and what shows it."""

    photos = pictures_field(_PHOTOS)
    text = words_field(said(zh="整改情况", en="What was put right"))


class CloseForm(forms.Form):
    """What the check found."""

    photos = pictures_field(_PHOTOS)
    text = words_field(said(zh="核查情况", en="What the check found"))


class SendBackForm(CloseForm):
    """What is still wrong, and by when it has to be right."""

    due_on = day_field(said(zh="新期限", en="New last day"))


class WithdrawForm(forms.Form):
    """Why it is no problem."""

    text = words_field(said(zh="撤销原因", en="Why it is withdrawn"))


class WorkForm(forms.Form):
    """A small work as its contract tells it."""

    name = forms.CharField(label=said(zh="工程名称", en="Work"), max_length=120)
    unit = forms.ChoiceField(label=said(zh="建设单位", en="Whose work it is"))
    contractor = forms.CharField(label=said(zh="施工单位", en="Contractor"), max_length=100)
    procurement = forms.ChoiceField(label=said(zh="采购方式", en="How the contractor was found"))
    amount = forms.DecimalField(
        label=said(zh="合同金额（元）", en="Amount of the contract, yuan"), max_digits=14, decimal_places=2,
        min_value=Decimal("0.01"), widget=forms.NumberInput(attrs={"step": "0.01", "min": "0.01"}),
    )  # fmt: skip
    signed_on = day_field(said(zh="合同日期", en="Day of the contract"))


class WorkCheckForm(forms.Form):
    """What a check of a work came to."""

    photos = pictures_field(_PHOTOS)
    result = forms.ChoiceField(label=said(zh="检查结果", en="Result"), widget=forms.RadioSelect)
    text = words_field(said(zh="检查情况", en="What was found"), required=False)


class ReminderForm(forms.Form):
    """Who was reminded of what, in which form."""

    person = forms.ChoiceField(label=said(zh="人员", en="Person"))
    form = forms.ChoiceField(label=said(zh="形式", en="Form"))
    matter = forms.ChoiceField(label=said(zh="事由", en="Of what"))
    on = day_field(said(zh="日期", en="Day"))
    text = words_field(said(zh="内容", en="In words"), required=False)

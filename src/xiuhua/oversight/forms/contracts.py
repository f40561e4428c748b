"""What the acts on service contracts ask of a person."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from xiuhua.files.terms import Media
from xiuhua.scenekit.words import said
from xiuhua.web.pages.fields import day_field, pictures_field, words_field

_DOCUMENTS = f"{Media.PDF},{Media.JPEG},{Media.PNG},{Media.DOCX}"


def _fee_field() -> forms.DecimalField:
    return forms.DecimalField(
        label=said(zh="月承包费（元）", en="Fee of a month, yuan"), max_digits=14, decimal_places=2,
        min_value=Decimal("0.01"), widget=forms.NumberInput(attrs={"step": "0.01", "min": "0.01"}),
    )  # fmt: skip


def _terms_field() -> forms.CharField:
    return words_field(
        said(zh="考核条款", en="Terms"), most=8_000, rows=8,
        hint=said(
            zh="每行一条：条款 | 每处扣款（元），如“道路积尘未清 | 200”。",
            en="One a line: the term | yuan for each finding, as “dust on the road | 200”.",
        ),
    )  # fmt: skip


class ContractForm(forms.Form):
    """A contract with its terms."""

    name = forms.CharField(label=said(zh="合同名称", en="Contract"), max_length=120)
    paper = forms.CharField(label=said(zh="合同编号", en="Contract no."), max_length=80, required=False)
    contractor = forms.ChoiceField(label=said(zh="承包单位", en="Contractor"))
    since = day_field(said(zh="开始日期", en="First day"))
    until = day_field(said(zh="结束日期", en="Last day"))
    month = _fee_field()
    terms = _terms_field()


class AmendForm(forms.Form):
    """What an amendment changes: fee and terms as they are from then on."""

    since = day_field(
        said(zh="生效日期", en="Valid from"),
        hint=said(
            zh="每月按当月 1 日有效的条款检查和结算；月中生效的从次月执行。",
            en="A month goes by the terms valid on its first day; within a month means from the next on.",
        ),
    )
    month = _fee_field()
    terms = _terms_field()
    paper = forms.CharField(label=said(zh="协议编号", en="Its number"), max_length=80, required=False)
    reason = words_field(said(zh="变更原因", en="Reason"), most=300)
    document = forms.FileField(
        label=said(zh="补充协议文件", en="The agreement"),
        widget=forms.ClearableFileInput(attrs={"accept": _DOCUMENTS}),
    )


class CheckForm(forms.Form):
    """What a daily check found."""

    on = day_field(said(zh="检查日期", en="Day"))
    place = forms.CharField(label=said(zh="地点", en="Place"), max_length=160)
    term = forms.ChoiceField(label=said(zh="违反条款", en="Term that was broken"), required=False)
    times = forms.IntegerField(
        label=said(zh="处数", en="How often"), min_value=1, max_value=999, initial=1,
        widget=forms.NumberInput(attrs={"min": 1, "max": 999}),
    )  # fmt: skip
    photos = pictures_field()
    text = words_field(said(zh="情况", en="In words"), required=False)


class WordsForm(forms.Form):
    """What is said."""

    text = words_field(said(zh="说明", en="In words"))


class SettleForm(forms.Form):
    """Which month."""

    month = day_field(
        said(zh="结算月份", en="Month"), hint=said(zh="选该月任意一天。", en="Any day of the month.")
    )


class ConfirmForm(forms.Form):
    """The contractor's invoice."""

    invoice = forms.CharField(label=said(zh="发票号码", en="Number of the invoice"), max_length=40)


class PayForm(forms.Form):
    """When it was paid."""

    on = day_field(said(zh="支付日期", en="Paid on"))

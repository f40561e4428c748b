"""What the acts of this scene ask of a person."""

from __future__ import annotations

from django import forms

from xiuhua.scenekit.words import said
from xiuhua.scenes.fumes.terms import SizeClass
from xiuhua.web.pages.forms import SuggestInput

_AREA = forms.Textarea(attrs={"rows": 3, "phrases": True})


def _note(zh: str, en: str, help_zh: str = "", help_en: str = "") -> forms.CharField:
    return forms.CharField(
        label=said(zh=zh, en=en),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "phrases": True}),
        help_text=said(zh=help_zh, en=help_en),
    )


def _choice(*pairs: tuple[str, str, str]) -> list[tuple[str, object]]:
    return [(value, said(zh=zh, en=en)) for value, zh, en in pairs]


class KitchenForm(forms.Form):
    """A kitchen of the ledger."""

    stoves = forms.IntegerField(
        label=said(zh="基准灶头数", en="Base stoves"), required=False, min_value=1, max_value=200
    )
    power_1e8_j_h = forms.FloatField(
        label=said(zh="灶头总功率（10⁸ J/h）", en="Heat of all burners (10⁸ J/h)"),
        required=False,
        min_value=0,
    )
    hood_m2 = forms.FloatField(
        label=said(zh="排气罩投影面积（m²）", en="Projection of hoods (m²)"), required=False, min_value=0
    )
    purifier = forms.CharField(label=said(zh="净化设施", en="Purifier"), max_length=80, required=False)
    noise_device = forms.CharField(
        label=said(zh="降噪设施", en="Noise device"), max_length=80, required=False
    )
    report_number = forms.CharField(
        label=said(zh="检测报告编号", en="Report number"), max_length=60, required=False
    )
    report_on = forms.DateField(
        label=said(zh="检测日期", en="Tested on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    report_expires_on = forms.DateField(
        label=said(zh="有效期至", en="Valid through"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class LeadForm(forms.Form):
    """Why somebody opens a lead."""

    note = _note("发现了什么", "What was seen")


class VisitForm(forms.Form):
    """What was found on the spot."""

    found = forms.ChoiceField(
        label=said(zh="核查结果", en="Found"),
        choices=_choice(("so", "属实", "It is so"), ("not", "不属实", "It is not so")),
    )
    note = _note(
        "现场情况",
        "What was seen",
        "净化器是否开启、滤网、排口、照片编号",
        "Purifier, filter, outlet, photos",
    )


class SampleForm(forms.Form):
    """A certified sampling, as its report says it."""

    body = forms.CharField(label=said(zh="检测机构", en="Accredited body"), max_length=120)
    number = forms.CharField(label=said(zh="报告编号", en="Report number"), max_length=60)
    outlet_mg_m3 = forms.FloatField(
        label=said(zh="净化后浓度（mg/m³）", en="Behind the purifier (mg/m³)"), min_value=0, max_value=100
    )
    inlet_mg_m3 = forms.FloatField(
        label=said(zh="净化前浓度（mg/m³）", en="Before the purifier (mg/m³)"),
        min_value=0,
        max_value=1000,
        required=False,
        help_text=said(zh="填写后计算净化效率", en="Gives the share removed"),
    )
    note = forms.CharField(label=said(zh="备注", en="Note"), max_length=300, required=False)


class PlainForm(forms.Form):
    """Nothing is asked."""


class RecheckForm(forms.Form):
    """What the second check found."""

    found = forms.ChoiceField(
        label=said(zh="复查结果", en="Found"),
        choices=_choice(("right", "合格", "Put right"), ("still", "仍不合格", "Still wrong")),
    )
    note = _note("现场情况", "What was seen")


class ReasonForm(forms.Form):
    """Why."""

    reason = _note("理由", "Reason")


class AnswerForm(forms.Form):
    """What a kitchen answers."""

    answer = forms.CharField(
        label=said(zh="整改情况", en="What you have done"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class JointForm(forms.Form):
    """Which departments are called."""

    lead = forms.CharField(
        label=said(zh="主办单位", en="Leading department"), max_length=100, widget=SuggestInput
    )
    helpers = forms.CharField(
        label=said(zh="协办单位", en="Other departments"),
        max_length=400,
        required=False,
        widget=SuggestInput,
        help_text=said(zh="多个用顿号分开", en="Separate several by 、"),
    )


class LimitsForm(forms.Form):
    """What a city holds its kitchens to."""

    area_code = forms.CharField(label=said(zh="区域代码", en="Area code"), max_length=20)
    mg_small = forms.FloatField(label=said(zh="小型限值（mg/m³）", en="Small (mg/m³)"))
    mg_medium = forms.FloatField(label=said(zh="中型限值（mg/m³）", en="Medium (mg/m³)"))
    mg_large = forms.FloatField(label=said(zh="大型限值（mg/m³）", en="Large (mg/m³)"))
    removal_small = forms.FloatField(label=said(zh="小型最低净化效率（%）", en="Least removal, small (%)"))
    removal_medium = forms.FloatField(label=said(zh="中型最低净化效率（%）", en="Least removal, medium (%)"))
    removal_large = forms.FloatField(label=said(zh="大型最低净化效率（%）", en="Least removal, large (%)"))
    window_minutes = forms.IntegerField(label=said(zh="平均时长（分钟）", en="Mean over (minutes)"))
    letter_count = forms.IntegerField(
        label=said(zh="发告知函的超标次数", en="Exceedances for a notice"),
        help_text=said(
            zh="默认 100：依据 22 份告知函对应 2255 次超标，约 102 次一份",
            en="100 by default: 22 notices were sent about 2,255 exceedances, one to 102",
        ),
    )
    letter_days = forms.IntegerField(label=said(zh="统计天数", en="Within days"))
    answer_days = forms.IntegerField(label=said(zh="整改天数", en="Days to put right"))
    joint_complaints = forms.IntegerField(
        label=said(zh="联合整治的投诉件数", en="Complaints for joint action")
    )
    reason = _note("依据", "Reason", "地方标准名称与条款", "The local standard and its clause")


SIZES = tuple(SizeClass)

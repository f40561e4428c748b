"""What the acts of spoil ask of a person."""

from __future__ import annotations

from django import forms

from xiuhua.scenekit.words import said
from xiuhua.scenes.spoil.terms import MeasuredIn
from xiuhua.sensing.rules.tracks.drawing import LONGEST
from xiuhua.sensing.terms.tracks import FenceKind
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import SuggestInput


def suggested(label: str, *, help_text: str = "", required: bool = True) -> forms.CharField:
    """Return a field that offers what is known."""
    return forms.CharField(
        label=label, max_length=120, required=required, help_text=help_text, widget=SuggestInput()
    )  # fmt: skip


class ManifestForm(forms.Form):
    """What a site writes down for a load."""

    site = forms.ChoiceField(label=said(zh="工地", en="Site"))
    dock = forms.ChoiceField(label=said(zh="消纳点", en="Dock"))
    plate = suggested(said(zh="车牌", en="Plate"))
    amount = forms.FloatField(label=said(zh="装载量", en="Load"), min_value=0.01, max_value=1_000)
    measured_in = forms.ChoiceField(
        label=said(zh="单位", en="Measured in"),
        initial=MeasuredIn.LOOSE.value,
        help_text=said(zh="1 自然方 = 1.3 松方 = 1.8 吨", en="1 m³ in the ground = 1.3 m³ loose = 1.8 t"),
    )
    driver = suggested(said(zh="司机工号", en="Driver's number"), required=False)


class WeighForm(forms.Form):
    """What the scale shows, or what was measured where there is none."""

    gross_kg = forms.FloatField(
        label=said(zh="毛重（千克）", en="Gross, kg"), required=False, min_value=0, max_value=1_000_000
    )
    tare_kg = forms.FloatField(
        label=said(zh="皮重（千克）", en="Empty, kg"), required=False, min_value=0, max_value=1_000_000
    )
    amount = forms.FloatField(
        label=said(zh="或量方", en="Or measured"),
        required=False,
        min_value=0.01,
        max_value=1_000,
        help_text=said(zh="没有地磅时填写", en="Where there is no scale"),
    )
    measured_in = forms.ChoiceField(
        label=said(zh="单位", en="Measured in"), required=False, initial=MeasuredIn.LOOSE.value
    )


def drawn(label: str) -> forms.CharField:
    """Return a field that a piece of ground is drawn into, as fences are; `drawn_as` is its kind."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "draws": "drawn_as"}),
        help_text=said(
            zh="在地图上依次点击各角，或粘贴 GeoJSON；不画则保持原样，新建的取场所周围 120 米见方",
            en="Click the corners on the map, or paste GeoJSON; left empty it stays as it is, and a new one "
            "is the square of 120 m around the premises",
        ),
    )


def drawn_as() -> forms.ChoiceField:
    """Return how it is drawn: only as a piece of ground."""
    return forms.ChoiceField(
        label=said(zh="画法", en="Drawn as"),
        required=False,
        choices=lambda: ((FenceKind.POLYGON.value, FenceKind.POLYGON.label(language())),),
    )


class PlainForm(forms.Form):
    """Nothing more is asked."""


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=said(zh="原因", en="Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class SiteForm(forms.Form):
    """A building site."""

    premises = suggested(said(zh="场所编号", en="Code of the premises"))
    building_m2 = forms.FloatField(
        label=said(zh="建设规模（平方米）", en="Building area, m²"),
        min_value=1,
        max_value=10_000_000,
        help_text=said(zh="5 万平方米以下由区级监管", en="Below 50,000 m² it is the district's"),
    )
    drawn_as = drawn_as()
    gate = drawn(said(zh="出入口范围", en="Ground of its gate"))


class StageForm(forms.Form):
    """What a site became, and when."""

    to = forms.ChoiceField(label=said(zh="状态", en="State"))
    on = forms.DateField(
        label=said(zh="日期", en="Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class DockForm(forms.Form):
    """A dock, with what measures and sprays it."""

    premises = suggested(said(zh="场所编号", en="Code of the premises"))
    capacity_m3 = forms.FloatField(
        label=said(zh="容量（自然方）", en="Capacity, m³"), required=False, min_value=1, max_value=100_000_000
    )
    monitor = suggested(said(zh="扬尘监测设备号", en="Dust monitor's number"), required=False)
    limit = forms.FloatField(
        label=said(zh="PM10 控制值（µg/m³）", en="PM10 limit, µg/m³"),
        initial=150,
        min_value=1,
        max_value=10_000,
    )
    spray = forms.CharField(
        label=said(zh="喷淋可控项编号", en="Spray control's id"), required=False, max_length=12
    )
    camera = suggested(
        said(zh="摄像机编号", en="Camera's code"),
        help_text=said(zh="国标 20 位编码", en="Twenty digits of GB/T 28181"),
        required=False,
    )
    drawn_as = drawn_as()
    ground = drawn(said(zh="码头范围", en="Ground of the dock"))


class CoverForm(forms.Form):
    """A point that is to be watched, and what watches it."""

    name = forms.CharField(label=said(zh="点位名称", en="Name"), max_length=80)
    kind = forms.ChoiceField(label=said(zh="类别", en="Kind"))
    premises = suggested(
        said(zh="码头或工地的场所编号", en="Code of its dock or site"),
        help_text=said(zh="道路卡口可不填", en="Not of a road checkpoint"),
        required=False,
    )
    area_code = forms.CharField(label=said(zh="区域编码", en="Area code"), max_length=20)
    longitude = forms.FloatField(label=said(zh="经度", en="Longitude"), min_value=-180, max_value=180)
    latitude = forms.FloatField(
        label=said(zh="纬度", en="Latitude"),
        min_value=-90,
        max_value=90,
        widget=forms.NumberInput(attrs={"my_place": "longitude"}),
    )
    monitor = suggested(said(zh="扬尘监测设备号", en="Dust monitor's number"), required=False)


class RecordForm(forms.Form):
    """What goes into a truck's file."""

    kind = forms.ChoiceField(label=said(zh="类别", en="Kind"))
    note = forms.CharField(
        label=said(zh="情况", en="What happened"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class JudgeForm(forms.Form):
    """What was found at the place of a suspicion."""

    verdict = forms.ChoiceField(
        label=said(zh="核查结果", en="Found"),
        choices=lambda: (
            ("yes", said(zh="属实", en="It was dumped")),
            ("no", said(zh="不属实", en="It was not")),
        ),
    )
    note = forms.CharField(
        label=said(zh="现场情况", en="What was there"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SpillageForm(forms.Form):
    """A truck seen spilling."""

    plate = suggested(said(zh="车牌", en="Plate"))
    longitude = forms.FloatField(label=said(zh="经度", en="Longitude"), min_value=-180, max_value=180)
    latitude = forms.FloatField(
        label=said(zh="纬度", en="Latitude"),
        min_value=-90,
        max_value=90,
        widget=forms.NumberInput(attrs={"my_place": "longitude"}),
    )
    text = forms.CharField(
        label=said(zh="情况", en="What was seen"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class NightForm(forms.Form):
    """How many posts a night has."""

    on = forms.DateField(
        label=said(zh="夜间（起始日期）", en="Night that begins on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    posts = forms.IntegerField(label=said(zh="布控点数", en="Posts"), min_value=1, max_value=50, initial=6)

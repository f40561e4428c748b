"""What the acts of the dispatch ask of a person."""

from __future__ import annotations

from django import forms

from xiuhua.scenekit.words import said


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ProjectForm(forms.Form):
    """An approved project that is put on the list."""

    site = forms.ChoiceField(label=said(zh="工地", en="Site"))
    corridor = forms.ChoiceField(label=said(zh="运输廊道", en="Corridor"), required=False)
    until = _day(said(zh="出土截止", en="Sends until"))


class ReportForm(forms.Form):
    """Spoil that stays in its district."""

    site = forms.ChoiceField(label=said(zh="工地", en="Site"))
    dock = forms.ChoiceField(
        label=said(zh="区内消纳点", en="Dock in the district"),
        help_text=said(
            zh="报备只限本区消纳点；运往区外须申请处置核准",
            en="Only a dock of the district is reported; what leaves it needs an approval",
        ),
    )
    volume_m3 = forms.FloatField(
        label=said(zh="报备方量（自然方）", en="Volume in the ground, m³"),
        min_value=0.1,
        max_value=10_000_000,
    )
    until = _day(said(zh="出土截止", en="Sends until"))


class CorridorForm(forms.Form):
    """A corridor with its docks and routes."""

    name = forms.CharField(
        label=said(zh="廊道名称", en="Name"),
        max_length=40,
        help_text=said(zh="如南线、北线", en="South, north"),
    )
    docks = forms.CharField(
        label=said(zh="码头的场所编号", en="Codes of its docks"),
        max_length=400,
        required=False,
        help_text=said(zh="以空格分隔", en="With spaces between"),
    )
    routes = forms.CharField(
        label=said(zh="路线围栏编号", en="Codes of its route fences"),
        max_length=400,
        required=False,
        help_text=said(
            zh="以空格分隔；路线在围栏页绘制", en="With spaces between; routes are drawn as fences"
        ),
    )


class DecideForm(forms.Form):
    """What a person says of a proposed line."""

    verdict = forms.ChoiceField(
        label=said(zh="决定", en="Decision"),
        choices=lambda: (("yes", said(zh="下达", en="Accept")), ("no", said(zh="不采纳", en="Refuse"))),
    )
    dock = forms.ChoiceField(label=said(zh="消纳点", en="Dock"))
    m3 = forms.FloatField(
        label=said(zh="方量（自然方）", en="Volume in the ground, m³"), min_value=0.1, max_value=10_000_000
    )
    note = forms.CharField(
        label=said(zh="说明", en="Note"),
        max_length=200,
        required=False,
        help_text=said(zh="不采纳时必填", en="Needed where it is refused"),
    )

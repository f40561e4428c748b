"""What assessing people asks of whoever does it."""

from __future__ import annotations

from django import forms

from xiuhua.evaluation.rules.assessing import AssessItem, PostBody
from xiuhua.evaluation.terms.assessments import AssessedPost, ItemSource
from xiuhua.scenekit.words import said
from xiuhua.web.pages.fields import words_field
from xiuhua.web.pages.making import term_choices

_HUNDRED, _PATROLS = 100, 20  # a month, where a scheme begins


def _number(zh: str, en: str, *, hint: tuple[str, str] = ("", "")) -> forms.IntegerField:
    return forms.IntegerField(
        label=said(zh=zh, en=en), min_value=0, max_value=100_000, help_text=said(zh=hint[0], en=hint[1])
    )


_NONE = ("权重为 0 表示不考核此项。", "A weight of 0 leaves the item out.")
_FROM = (
    "0 表示得分 = 权重 × 比率；否则达到该比率得满分，每低 1 个百分点扣 1 分。",
    "0: points are weight × rate; else full points from this rate on, one less for each point below.",
)


class PostSchemeForm(forms.Form):
    """The items of a post, their weights and targets, the sample and the grades."""

    post = forms.ChoiceField(label=said(zh="岗位", en="Post"), choices=lambda: term_choices(*AssessedPost))
    volume = _number("任务量权重", "Weight of task volume", hint=_NONE)
    volume_target = _number("每月任务量目标（件次）", "Target a month (acts)")
    timeliness = _number("时效权重", "Weight of timeliness", hint=_NONE)
    timeliness_from = _number("时效满分线 %", "Timeliness: full points from %", hint=_FROM)
    quality = _number("质量权重", "Weight of quality", hint=_NONE)
    quality_from = _number("质量满分线 %", "Quality: full points from %", hint=_FROM)
    presence = _number("在岗在位权重", "Weight of field presence", hint=_NONE)
    presence_target = _number("每月巡查目标（次）", "Patrols wanted a month")
    minimum = _number("最少记录数，不足不评档", "Fewest records; fewer: not graded")
    excellent = _number("优秀线", "Excellent from")
    good = _number("良好线", "Good from")
    fair = _number("合格线", "Fair from")
    reason = words_field(said(zh="依据", en="By which paper"), most=200, rows=2)


def scheme_of(typed: dict[str, int]) -> PostBody:
    """Return the scheme that a form was filled in with; items without a weight are left out."""
    items = (
        AssessItem(source=ItemSource.VOLUME, weight=typed["volume"], target=typed["volume_target"]),
        AssessItem(
            source=ItemSource.TIMELINESS, weight=typed["timeliness"], threshold=typed["timeliness_from"]
        ),
        AssessItem(source=ItemSource.QUALITY, weight=typed["quality"], threshold=typed["quality_from"]),
        AssessItem(source=ItemSource.PRESENCE, weight=typed["presence"], target=typed["presence_target"]),
    )
    return PostBody(
        items=tuple(item for item in items if item.weight), minimum=typed["minimum"],
        excellent=typed["excellent"], good=typed["good"], fair=typed["fair"],
    )  # fmt: skip


def typed_of(body: PostBody) -> dict[str, int]:
    """Return what a form shows of a scheme."""
    by = {item.source: item for item in body.items}
    volume, timely = by.get(ItemSource.VOLUME), by.get(ItemSource.TIMELINESS)
    quality, presence = by.get(ItemSource.QUALITY), by.get(ItemSource.PRESENCE)
    return {
        "volume": volume.weight if volume else 0, "volume_target": volume.target if volume else _HUNDRED,
        "timeliness": timely.weight if timely else 0, "timeliness_from": timely.threshold if timely else 0,
        "quality": quality.weight if quality else 0, "quality_from": quality.threshold if quality else 0,
        "presence": presence.weight if presence else 0,
        "presence_target": presence.target if presence else _PATROLS,
        "minimum": body.minimum, "excellent": body.excellent, "good": body.good, "fair": body.fair,
    }  # fmt: skip


class AssessmentRunForm(forms.Form):
    """Which post, over which period."""

    post = forms.ChoiceField(label=said(zh="岗位", en="Post"))
    period = forms.CharField(
        label=said(zh="考核周期", en="Period"), max_length=10,
        help_text=said(zh="如 2026-03、2026-Q1、2026。", en="2026-03, 2026-Q1 or 2026."),
    )  # fmt: skip


class FinaliseForm(forms.Form):
    """Nothing is asked: what becomes final was counted."""


class UseForm(forms.Form):
    """What a result is used for."""

    used = words_field(
        said(zh="结果运用", en="What it is used for"), most=200, rows=2,
        hint=said(
            zh="如：绩效奖金、评优、培训、约谈、调岗。", en="A bonus, an award, training, a talk."
        ),
    )  # fmt: skip

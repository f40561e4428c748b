"""What the acts of contests and interviews ask of a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.evaluation.rules.schemes import SchemeBody
from xiuhua.evaluation.rules.seats import INTERVIEWERS
from xiuhua.evaluation.terms.contests import ItemKind, ObjectionState
from xiuhua.scenekit.words import said
from xiuhua.web.pages.fields import day_field, pictures_field, words_field
from xiuhua.web.pages.forms import SuggestInput
from xiuhua.web.pages.making import term_choices

POINTS = "points_{}"
_TOP = 200  # points: more than a whole with every bonus comes to


class RoundOpenForm(forms.Form):
    """Which contest, over which period."""

    scheme = forms.ChoiceField(label=_("Scheme"))
    period = forms.CharField(
        label=_("Time span"), max_length=10, widget=SuggestInput,
        help_text=_("A month is written 2026-03, a quarter 2026-Q1."),
    )  # fmt: skip


class PublishForm(forms.Form):
    """Nothing is asked: what is published was marked."""


class PrintedForm(forms.Form):
    """Where and when a ranking was printed."""

    paper = forms.CharField(label=said(zh="报纸", en="Newspaper"), max_length=60)
    place = forms.CharField(label=said(zh="版面", en="Page"), max_length=60, required=False)
    on = day_field(said(zh="刊发日期", en="Printed on"))


class MarkForm(forms.Form):
    """What every sheet asks; `points_added` adds the items of its scheme."""

    photos = pictures_field(_("Photos of the place"))
    subject = forms.ChoiceField(label=_("Who is marked"))
    spot = forms.CharField(label=_("Sampled point"), max_length=160, required=False)
    samples = forms.IntegerField(label=_("Sampled points on this sheet"), min_value=1, initial=1)
    problems = forms.IntegerField(label=_("Problems found"), min_value=0, max_value=1_000, initial=0)
    note = words_field(_("Note"), required=False, rows=2)
    marked_at = forms.DateTimeField(
        label=_("Marked at"), required=False, help_text=_("Left empty: now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip


def points_added(form: forms.Form, body: SchemeBody, language: str) -> None:
    """Add a field for the points of each item that is written on a sheet."""
    for item in body.marked:
        is_mark = item.kind is ItemKind.MARK
        form.fields[POINTS.format(item.key)] = forms.DecimalField(
            label=item.label(language), required=is_mark, min_value=0, max_value=100, decimal_places=2,
            max_digits=5, help_text=_item_hint(item.weight, is_mark=is_mark),
        )  # fmt: skip


def _item_hint(weight: int, *, is_mark: bool) -> str:
    if is_mark:
        return gettext("0 to 100; weighs %(weight)s of 100.") % {"weight": weight}
    return gettext("Points; left empty for none.")


class RecheckForm(forms.Form):
    """How many more problems of a sheet are put right."""

    photos = pictures_field(said(zh="整改后照片", en="Photos of what was put right"))
    rectified = forms.IntegerField(label=said(zh="已整改个数", en="Put right"), min_value=1)
    note = words_field(_("Note"), required=False, rows=2)


class StrikeForm(forms.Form):
    """Why a sheet does not count."""

    reason = words_field(_("Why"), most=200, rows=2, hint=_("Kept in the history."))


class ObjectForm(forms.Form):
    """What somebody has against an item of a sheet."""

    item = forms.ChoiceField(label=_("Scored item"))
    text = words_field(_("Why it is wrong"), rows=4)


class DecideForm(forms.Form):
    """The answer to an objection."""

    upheld = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect,
        choices=lambda: term_choices(ObjectionState.UPHELD, ObjectionState.REJECTED),
    )  # fmt: skip
    answer = words_field(_("Answer"), rows=3)


class SchemeReadyForm(forms.Form):
    """Which ready scheme is published, and by which paper."""

    key = forms.ChoiceField(label=_("Scheme"), widget=forms.RadioSelect)
    reason = words_field(_("By which paper"), most=200, rows=2, hint=_("Kept in the history."))


def _score_field(label: Any) -> forms.DecimalField:  # a text that gettext says later
    return forms.DecimalField(label=label, required=False, min_value=0, max_value=_TOP, decimal_places=2)


def _money_field(label: Any) -> forms.DecimalField:  # as above; with as many digits as a payment sheet takes
    return forms.DecimalField(label=label, required=False, min_value=0, decimal_places=2, max_digits=13)


class SchemeForm(forms.Form):
    """The next version of a scheme."""

    zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    en = forms.CharField(label=_("Name in English"), max_length=60)
    items = forms.CharField(
        label=_("Items and weights"), widget=forms.Textarea(attrs={"rows": 9}), max_length=8_000,
        help_text=_(
            "One a line: key | 中文 | English | mark, figure, rounds, findings, deduction or bonus | weight "
            "or cap | figure, contest, or points of one problem. Weights make 100 together; a minus before a "
            "figure: fewer is better."
        ),
    )  # fmt: skip
    minimum_sample = forms.IntegerField(
        label=_("Minimum sample, each month"), min_value=1, help_text=_("Fewer sampled points: not ranked.")
    )
    top = forms.IntegerField(label=_("Highest score"), min_value=1, max_value=_TOP)
    interviewer = forms.ChoiceField(
        label=_("Who interviews, where the rule does not say"), choices=lambda: term_choices(*INTERVIEWERS)
    )
    excellent = _score_field(_("Excellent from"))
    good = _score_field(_("Good from"))
    excellent_yuan = _money_field(_("Award for excellent, yuan"))
    good_yuan = _money_field(_("Award for good, yuan"))
    red_from = _score_field(said(zh="红榜：达到多少分", en="Red list from"))
    black_below = _score_field(said(zh="黑榜：低于多少分", en="Black list below"))
    objection_days = forms.IntegerField(
        label=said(zh="异议期（天）", en="Days for objecting"), min_value=1, max_value=366, required=False
    )
    black_days = forms.IntegerField(
        label=said(zh="黑榜公布（天）", en="Days on the black list"),
        min_value=1,
        max_value=366,
        required=False,
    )
    party_district = forms.IntegerField(
        label=said(zh="区权重", en="Weight of the district"), min_value=1, max_value=100, required=False
    )
    party_town = forms.IntegerField(
        label=said(zh="镇（街道）权重", en="Weight of the towns"), min_value=1, max_value=100, required=False
    )
    party_third = forms.IntegerField(
        label=said(zh="第三方权重", en="Weight of the third party"),
        min_value=1,
        max_value=100,
        required=False,
    )
    successors = forms.CharField(
        label=_("Areas that were merged, renamed or divided"), required=False, max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: old code > new code, new code."),
    )  # fmt: skip
    reason = words_field(_("By which paper"), most=200, rows=2, hint=_("Kept in the history."))


class HoldForm(forms.Form):
    """What was said and promised."""

    present = forms.CharField(label=_("Who was there"), max_length=200)
    minutes = words_field(_("Minutes"), rows=5)
    commitments = words_field(_("What was promised"), rows=3)
    due_on = day_field(_("To be done by"))
    figure = forms.ChoiceField(
        label=said(zh="承诺的指标", en="Figure that was promised"), required=False, choices=list
    )
    figure_target = forms.FloatField(label=said(zh="目标值", en="Target"), required=False)
    figure_period = forms.CharField(
        label=said(zh="按哪一期统计", en="Counted over"), max_length=10, required=False,
        help_text=said(zh="例如 2026-08 或 2026-Q3。", en="For instance 2026-08 or 2026-Q3."),
    )  # fmt: skip


class FollowForm(forms.Form):
    """What was done since."""

    text = words_field(_("What was done since"), rows=4)


class CloseForm(forms.Form):
    """What came of it."""

    result = words_field(_("Outcome of the interview"), rows=3)
    round = forms.ChoiceField(
        label=_("Ranking that shows it"),
        required=False,
        help_text=_("Published after the interview was drafted."),
    )

"""What entering a rank that somebody else publishes asks of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.evaluation.terms.outer_ranks import OuterRanking
from xiuhua.scenekit.words import said
from xiuhua.web.pages.fields import words_field
from xiuhua.web.pages.making import term_choices


class OuterRankForm(forms.Form):
    """A month's rank of an area."""

    ranking = forms.ChoiceField(
        label=said(zh="排名", en="Ranking"), choices=lambda: term_choices(*OuterRanking)
    )
    area_code = forms.ChoiceField(label=_("Area"))
    month = forms.CharField(
        label=_("Month"), max_length=7, help_text=said(zh="写作 2026-03。", en="Written 2026-03.")
    )
    rank = forms.IntegerField(label=_("Rank"), min_value=1)
    ranked = forms.IntegerField(label=said(zh="参评数", en="How many were ranked"), min_value=1)
    source = words_field(
        said(zh="依据文件", en="Document"), most=200, rows=2,
        hint=said(zh="公布排名的文件名称、文号。", en="The paper that publishes the ranking."),
    )  # fmt: skip


class OuterRankCorrectForm(OuterRankForm):
    """A correction: why, and an empty rank takes the entry back."""

    rank = forms.IntegerField(
        label=_("Rank"), min_value=1, required=False,
        help_text=said(zh="留空：撤销这一月的录入。", en="Left empty: the entry is taken back."),
    )  # fmt: skip
    ranked = forms.IntegerField(
        label=said(zh="参评数", en="How many were ranked"), min_value=1, required=False
    )
    reason = words_field(_("Why"), most=200, rows=2, hint=_("Kept in the history."))

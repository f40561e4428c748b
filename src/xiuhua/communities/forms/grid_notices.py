"""What the acts of the grid's closed loop ask of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.communities.forms.community_fields import limit, pictures, suggested, words


class FindingForm(forms.Form):
    """What was found, and about which premises."""

    premises = suggested(_("Premises"))
    matter = suggested(
        _("Matter"), required=False, most=60, hint=_("Name, code or pinyin initials: bllj finds 暴露垃圾.")
    )
    text = words(_("What was found"))
    photos = pictures()


class TellForm(forms.Form):
    """What the shop has to do, and by when."""

    words = words(_("What the shop has to do"))
    limit = limit(_("Put right within"))


class FeedBackForm(forms.Form):
    """What was put right."""

    text = words(_("What was put right"))
    photos = pictures()


class JudgeForm(forms.Form):
    """What was found when somebody looked again."""

    verdict = forms.ChoiceField(label=_("Result"))
    score = forms.IntegerField(
        label=_("Score, 0 to 100"), min_value=0, max_value=100, help_text=_("60 and more passes.")
    )
    opinion = words(_("In words"), most=500, required=False)

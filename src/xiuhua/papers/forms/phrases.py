"""What a phrase consists of, and many of them pasted at once."""

from __future__ import annotations

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from xiuhua.papers.rules.phrases import KEY_MOST, PLACEHOLDERS, WORDS_MOST
from xiuhua.papers.terms import PhraseScope
from xiuhua.web.errors import language

_GAPS = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
_IMPORT_MOST = 40_000


def _scopes() -> list[tuple[str, str]]:
    return [(scope.value, scope.label(language())) for scope in PhraseScope]


def _gaps() -> str:
    return str(_("Gaps are filled from the case: %(gaps)s")) % {"gaps": _GAPS}


class PhraseForm(forms.Form):
    """One phrase."""

    words = forms.CharField(
        label=_("Words"),
        max_length=WORDS_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy(_gaps, str)(),
    )
    key = forms.CharField(
        label=_("Key"),
        max_length=KEY_MOST,
        required=False,
        help_text=_("Letters and digits, typed in a field and followed by Tab. Empty: the pinyin initials."),
    )
    scope = forms.ChoiceField(label=_("Whose"), choices=_scopes)
    act = forms.ChoiceField(
        label=_("For which act"), required=False, help_text=_("Offered first there, and nowhere else.")
    )
    rank = forms.IntegerField(
        label=_("Place in the menu"),
        required=False,
        min_value=0,
        max_value=999,
        help_text=_("1 stands first. Empty or 0: by how often you use it."),
    )


class PhraseChangeForm(PhraseForm):
    """One phrase that stands in a book already."""

    ended = forms.BooleanField(
        label=_("Offer it no more"),
        required=False,
        help_text=_("The history keeps it; nobody finds it in a menu."),
    )


class EndForm(forms.Form):
    """Letting a phrase be offered no more asks nothing."""


class PhraseImportForm(forms.Form):
    """Many phrases, as a list or a sheet has them."""

    lines = forms.CharField(
        label=_("A phrase a line"),
        max_length=_IMPORT_MOST,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Key, then a space or a tab, then the words. A line without a key gets one."),
    )
    scope = forms.ChoiceField(label=_("Whose"), choices=_scopes)

"""Which letter is drafted from the record of a case."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhua.papers.rules.drafting import DRAFTED
from xiuhua.web.errors import language


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, kind.label(language())) for kind in DRAFTED]


class DraftForm(forms.Form):
    """Which letter."""

    kind = forms.ChoiceField(label=_("Kind"), choices=_kinds)

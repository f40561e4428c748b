"""What asking for a whole telephone number needs."""

from __future__ import annotations

from django import forms

from xiuhua.ground.forms.units import reason_field


class RevealForm(forms.Form):
    """Why somebody must see a whole number."""

    reason = reason_field()

"""What the acts on accountability ask of a person."""

from __future__ import annotations

from django import forms

from xiuhua.scenekit.words import said
from xiuhua.web.pages.fields import words_field


class RuleForm(forms.Form):
    """The written rule; its numbers are added by the page."""

    enabled = forms.BooleanField(label=said(zh="启用", en="On"), required=False)
    paper = forms.CharField(label=said(zh="文号", en="Document no."), max_length=80)
    text = words_field(
        said(zh="办法正文", en="The rule in words"), most=8_000, rows=8,
        hint=said(
            zh="写明各部门、街道在联动联勤中的职责，以及追究的情形和方式。",
            en="Which department and street answers for what, when it is called to account, and how.",
        ),
    )  # fmt: skip


class HearForm(forms.Form):
    """Who answers for it, and what they are told."""

    person = forms.ChoiceField(label=said(zh="责任人", en="Person who answers for it"))
    text = words_field(said(zh="告知事项", en="What they are told"))


class StateForm(forms.Form):
    """What is said in one's own case."""

    text = words_field(said(zh="陈述申辩", en="Your case"), most=4_000, rows=6)


class DecideForm(forms.Form):
    """What follows, and why."""

    form = forms.ChoiceField(label=said(zh="追责方式", en="What follows"), widget=forms.RadioSelect)
    text = words_field(said(zh="理由", en="Why"))


class DropForm(forms.Form):
    """Why nothing follows."""

    text = words_field(said(zh="理由", en="Why"))

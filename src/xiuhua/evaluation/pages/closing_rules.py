"""How months close on the screen: the next version of the rule."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy, pgettext_lazy

from xiuhua.evaluation.forms.closings import ClosingRuleForm
from xiuhua.evaluation.models import ClosingRule
from xiuhua.evaluation.pages.closings import MENU
from xiuhua.evaluation.queries import closings as queries
from xiuhua.evaluation.services.closings import NewRule, closing_rule_publish
from xiuhua.evaluation.terms.closings import ClosingAct
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import Done, Sent
from xiuhua.web.pages.making import NewPage


class ClosingRulePage(NewPage[ClosingRule, ClosingRuleForm]):
    """The next version of how months close."""

    kind = "closing_rule"
    menu = MENU
    row = ClosingRule
    list_url_name = "evaluation:closings"
    act = ClosingAct.RULE.value
    form_class = ClosingRuleForm
    title = gettext_lazy("How months close")
    lead = gettext_lazy(
        "From now on months are frozen, put up and made final by themselves; frozen ones stay."
    )
    verb = pgettext_lazy("a setting", "Publish")

    def initial(self) -> Mapping[str, object]:
        """Begin with what holds now."""
        found = queries.rule_for(seams.area_for(self.actor, self.act))
        names = ("freeze_days", "objection_days", "notice_days", "green", "blue", "yellow")
        return {name: getattr(found or NewRule(), name) for name in names}

    def submit(self, sent: Sent[ClosingRuleForm]) -> Done:
        """Publish it."""
        typed = dict(sent.form.cleaned_data)
        reason = typed.pop("reason")
        closing_rule_publish(
            new=NewRule(**typed), area_code=seams.area_for(self.actor, self.act), reason=reason,
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=ClosingAct.RULE.label(language()))

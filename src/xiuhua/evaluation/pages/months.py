"""Setting the statistical month on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.evaluation.forms import MonthsForm
from xiuhua.evaluation.models import MonthVersion
from xiuhua.evaluation.queries.months import months_for, versions_of
from xiuhua.evaluation.services import months_publish
from xiuhua.evaluation.terms import FigureAct
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.pages.forms import Done, FormPage, Sent


class MonthsPage(FormPage[MonthVersion, MonthsForm]):
    """The next version for one's own area."""

    kind = "month_version"
    menu = "figures"
    act = FigureAct.MONTHS
    form_class = MonthsForm
    title = gettext_lazy("Set the statistical month")
    lead = gettext_lazy(
        "Holds from now on for your whole area. "
        "What was asked as of an earlier instant keeps the months of then."
    )
    verb = gettext_lazy("Set the month")
    verb_icon = "calendar"

    def load(self) -> MonthVersion:
        """Return the version that is not there yet."""
        areas = seams.areas_for(self.actor, self.act)
        area_code = areas[0] if areas else ""
        return MonthVersion(area_code=area_code, number=versions_of(area_code).count() + 1)

    def initial(self) -> Mapping[str, object]:
        """Return what holds now."""
        return {"starts_on": months_for(self.record.area_code, at=now()).starts_on}

    def version(self) -> str:
        """Return which version comes next: whoever is slower is told."""
        return str(self.record.number)

    def back_url(self) -> str:
        """Return the figures."""
        return reverse("evaluation:figures")

    def submit(self, sent: Sent[MonthsForm]) -> Done:
        """Set it."""
        typed = sent.form.cleaned_data
        months_publish(
            area_code=self.record.area_code, starts_on=typed["starts_on"], reason=typed["reason"],
            effective_at=sent.at, seen=int(sent.seen), actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=_("The statistical month is set"))

"""Choosing which figures a month's page shows."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy

from xiuhua.evaluation.forms.plans import FIGURE, OverviewForm
from xiuhua.evaluation.models import OverviewVersion
from xiuhua.evaluation.queries import plans as queries
from xiuhua.evaluation.queries.overview import chosen_for
from xiuhua.evaluation.rules.overviews import FIGURES_SHOWN
from xiuhua.evaluation.services.overviews import overview_choose
from xiuhua.evaluation.terms.plans import PlanAct
from xiuhua.scenekit.indicators import indicators
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.making import verb_later


class OverviewChoosePage(FormPage[OverviewVersion, OverviewForm]):
    """The next choice for one's own area."""

    kind = "overview"
    menu = "figures"
    act = PlanAct.OVERVIEW_CHOOSE.value
    form_class = OverviewForm
    title = gettext_lazy("Choose the figures of the month")
    lead = gettext_lazy("Holds from now on for your whole area. Eight fit one screen.")
    verb = verb_later(PlanAct.OVERVIEW_CHOOSE, "Choose")

    def load(self) -> OverviewVersion:
        """Return the version that is not there yet."""
        area = next(iter(seams.areas_for(self.actor, self.act)), "")
        return OverviewVersion(area_code=area, number=queries.overview_versions(area).count() + 1)

    def prepare(self, form: OverviewForm) -> None:
        """Offer every figure."""
        here = language()
        every = [(one.key, f"{one.group.label(here)} · {one.title(here)}") for one in indicators()]
        for number in range(1, FIGURES_SHOWN + 1):
            form.fields[FIGURE.format(number)].choices = every  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["main"].choices = [  # type: ignore[attr-defined]  # as above
            (one.key, one.title(here)) for one in queries.figures_sortable()
        ]

    def initial(self) -> Mapping[str, object]:
        """Return what holds now."""
        chosen = chosen_for(self.record.area_code)
        return {
            "main": chosen.main.key,
            **{FIGURE.format(number): one.key for number, one in enumerate(chosen.figures, start=1)},
        }

    def version(self) -> str:
        """Return which version comes next: whoever is slower is told."""
        return str(self.record.number)

    def back_url(self) -> str:
        """Return the month."""
        return reverse("evaluation:month")

    def submit(self, sent: Sent[OverviewForm]) -> Done:
        """Choose."""
        typed = sent.form.cleaned_data
        overview_choose(
            area_code=self.record.area_code, main=typed["main"], reason=typed["reason"], seen=int(sent.seen),
            figures=[typed[FIGURE.format(number)] for number in range(1, FIGURES_SHOWN + 1)],
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=PlanAct.OVERVIEW_CHOOSE.label(language()))

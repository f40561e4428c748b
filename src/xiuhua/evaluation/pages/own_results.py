"""One's own results on the screen: the list, and objecting to an act that is held against oneself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from xiuhua.access.queries import names_of
from xiuhua.evaluation.forms.closings import LineObjectForm
from xiuhua.evaluation.models import PersonResult
from xiuhua.evaluation.pages.closings import MENU
from xiuhua.evaluation.pages.person_results import ResultListPage
from xiuhua.evaluation.queries import posts as queries
from xiuhua.evaluation.services.assessments import assessed_object
from xiuhua.evaluation.terms.assessments import AssessmentAct
from xiuhua.evaluation.terms.closings import LineAbout
from xiuhua.files.services import photos_store
from xiuhua.shared.errors import NotFound
from xiuhua.web.errors import language
from xiuhua.web.pages.filters import Filter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.making import verb_later
from xiuhua.web.parts import Action, Crumb


class MyResultsPage(ResultListPage):
    """我的考核: one's own results, and nobody else's."""

    key = "my-results"
    act = AssessmentAct.READ.value
    title = gettext_lazy("My assessment")
    area_field = ""
    filters: ClassVar[Sequence[Filter]] = ()
    comes_from = gettext_lazy("You have not been assessed yet.")

    def records(self) -> QuerySet[PersonResult]:
        """Return one's own results."""
        return queries.results_of(self.actor.user_id)

    def acts(self) -> Sequence[Action]:
        """Return nothing: nobody grades themselves."""
        return ()


class ResultObjectPage(FormPage[PersonResult, LineObjectForm]):
    """Objecting to an act that is held against oneself."""

    kind = "person_result"
    menu = MENU
    act = AssessmentAct.OBJECT.value
    form_class = LineObjectForm
    title = gettext_lazy("Object to a line")
    verb = verb_later(AssessmentAct.OBJECT, "Object")

    @cached_property
    def _asked(self) -> tuple[int, LineAbout]:
        about = str(self.kwargs["about"])
        if about not in list(LineAbout):
            raise NotFound(kind="case", key=about)
        return int(self.kwargs["move_id"]), LineAbout(about)

    def load(self) -> PersonResult:
        """Return one's own result."""
        found = queries.result_get(self.kwargs["result_id"])
        if found.actor not in names_of(self.actor.user_id):
            raise NotFound(kind="person_result", key=found.pk)
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the result."""
        return (
            Crumb(label=str(MyResultsPage.title), url=reverse("evaluation:my-results")),
            Crumb(label=self.record.assessment.period, url=self.back_url()),
        )

    def back_url(self) -> str:
        """Return the result."""
        return reverse("evaluation:person-result", args=(self.record.pk,))

    def submit(self, sent: Sent[LineObjectForm]) -> Done:
        """Object."""
        move, about = self._asked
        typed = sent.form.cleaned_data
        kept = photos_store(
            uploads=typed["photos"][:1], area_code=self.record.area_code, actor=self.actor, at=sent.at
        )
        made = assessed_object(
            result_id=self.record.pk, move_id=move, about=about, text=typed["text"],
            evidence=kept[0] if kept else None, actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=f"{AssessmentAct.OBJECT.label(language())} · {made.number}")

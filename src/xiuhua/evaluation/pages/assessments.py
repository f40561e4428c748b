"""Assessments of posts on the screen: the list, assessing, making the grades final."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from xiuhua.evaluation.forms.assessments import AssessmentRunForm, FinaliseForm
from xiuhua.evaluation.models import Assessment
from xiuhua.evaluation.pages.closings import MENU
from xiuhua.evaluation.queries import posts as queries
from xiuhua.evaluation.queries.closings import closings_seen, month_ended
from xiuhua.evaluation.services.assessments import assessment_finalise, assessment_run
from xiuhua.evaluation.terms.assessments import AssessedPost, AssessmentAct, AssessmentState
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import moment, term, text
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, making_offered, term_choices, verb_later
from xiuhua.web.parts import Action


class AssessmentListPage(ListPage[Assessment]):
    """Every assessment of a post, the latest first: for whoever answers for people."""

    key = "assessments"
    kind = "assessment"
    menu = MENU
    act = AssessmentAct.PEOPLE.value
    title = gettext_lazy("Assessments")
    sort = "-since"
    area_field = ""
    columns = (
        term("post", gettext_lazy("Post"), AssessedPost, primary=True, locked=True),
        text("period", pgettext_lazy("an assessment", "Period")),
        term("state", pgettext_lazy("a period", "State"), AssessmentState),
        moment("since", pgettext_lazy("a period", "From"), sort="since", drop=2),
        moment("objections", gettext_lazy("Objections until"), of="objections_until", drop=1),
        moment("final", pgettext_lazy("an assessment", "Final"), of="final_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="post", label=gettext_lazy("Post"), vocabulary=AssessedPost),
    )
    comes_from = gettext_lazy(
        "Publish the scheme of a post, then assess a month, quarter or year that has ended."
    )

    def records(self) -> QuerySet[Assessment]:
        """Return the assessments of the reader's areas, above and below."""
        return queries.assessments_all().filter(closings_seen(self.actor.areas))

    def row_url(self, record: Assessment) -> str:
        """Return the people of the assessment."""
        return f"{reverse('evaluation:person-results')}?assessment={record.pk}"

    def acts(self) -> Sequence[Action]:
        """Return assessing and publishing a scheme, for whoever may."""
        return (
            *making_offered(
                self.actor, AssessmentAct.RUN.value, label=pgettext("a button", "Assess a post"),
                url=reverse("evaluation:assessment-run"),
            ),
            *making_offered(
                self.actor, AssessmentAct.SCHEME.value, label=_("Publish a scheme"),
                url=reverse("evaluation:post-scheme"), icon="settings", kind="plain",
            ),
        )  # fmt: skip


class AssessmentRunPage(NewPage[Assessment, AssessmentRunForm]):
    """Assessing a post."""

    kind = "assessment"
    menu = MENU
    row = Assessment
    list_url_name = "evaluation:assessments"
    act = AssessmentAct.RUN.value
    form_class = AssessmentRunForm
    title = gettext_lazy("Assess a post")
    lead = gettext_lazy(
        "Everybody is told their score, and may object to any line of it in the days for that."
    )
    verb = gettext_lazy("Assess")

    def prepare(self, form: AssessmentRunForm) -> None:
        """Offer the posts."""
        form.fields["post"].choices = term_choices(*AssessedPost)  # type: ignore[attr-defined]  # a ChoiceField

    def initial(self) -> Mapping[str, object]:
        """Begin with the last month that has ended."""
        return {"period": month_ended(seams.area_for(self.actor, self.act), at=now()).key}

    def submit(self, sent: Sent[AssessmentRunForm]) -> Done:
        """Assess it."""
        typed = sent.form.cleaned_data
        made = assessment_run(
            area_code=seams.area_for(self.actor, self.act), post=AssessedPost(typed["post"]),
            period=typed["period"].strip(), actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(
            url=f"{reverse('evaluation:person-results')}?assessment={made.pk}",
            message=f"{AssessmentAct.RUN.label(language())} · {made.period}",
        )


class FinalisePage(FormPage[Assessment, FinaliseForm]):
    """Making grades final by hand, where the sweep has not come yet."""

    kind = "assessment"
    menu = MENU
    act = AssessmentAct.FINALISE.value
    form_class = FinaliseForm
    title = gettext_lazy("Make the grades final")
    verb = verb_later(AssessmentAct.FINALISE, "Make final")

    def load(self) -> Assessment:
        """Return the assessment of the URL."""
        return queries.assessment_get(self.kwargs["assessment_id"])

    def version(self) -> str:
        """Return how far it has come."""
        return self.record.state

    def back_url(self) -> str:
        """Return the people of the assessment."""
        return f"{reverse('evaluation:person-results')}?assessment={self.record.pk}"

    def submit(self, sent: Sent[FinaliseForm]) -> Done:
        """Make them final."""
        assessment_finalise(assessment_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=AssessmentAct.FINALISE.label(language()))

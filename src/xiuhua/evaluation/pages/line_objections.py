"""Objections to single lines on the screen: the list, one of them, raising and deciding."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from xiuhua.evaluation.forms.closings import LineDecideForm, LineObjectForm
from xiuhua.evaluation.models import LineObjection, MonthClosing
from xiuhua.evaluation.pages.closings import MENU, closing_crumbs
from xiuhua.evaluation.pages.person_results import may_see
from xiuhua.evaluation.queries import closings as queries
from xiuhua.evaluation.services.assessments import assessed_decide
from xiuhua.evaluation.services.closings import NewObjection, line_decide, line_object
from xiuhua.evaluation.terms.assessments import AssessmentAct
from xiuhua.evaluation.terms.closings import ClosingAct, LineAbout, LineState
from xiuhua.files.queries import pictures_shown
from xiuhua.files.services import photos_store
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, tag_of, term, text
from xiuhua.web.pages.filters import Filter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, Section, Tag
from xiuhua.web.seams import actor_labels


def _case_cell(one: LineObjection) -> Cell:
    return Cell(kind="link", text=one.case.number, url=reverse("cases:case", args=(one.case_id,)))


def _of_cell(one: LineObjection) -> Cell:
    if one.closing is not None:
        return Cell(
            kind="link", text=one.closing.period, url=reverse("evaluation:closing", args=(one.closing_id,))
        )
    if one.result is not None:
        return Cell(
            kind="link", text=one.result.assessment.period,
            url=reverse("evaluation:person-result", args=(one.result_id,)),
        )  # fmt: skip
    return Cell()


def _who_cell(one: LineObjection) -> Cell:
    return Cell(text=actor_labels({one.raised_by}).get(one.raised_by, one.raised_by))


class LineObjectionListPage(ListPage[LineObjection]):
    """Every objection of the reader's areas to a month's line, the latest first."""

    key = "line-objections"
    kind = "line_objection"
    menu = MENU
    act = ClosingAct.READ.value
    title = gettext_lazy("Objections to lines")
    sort = "-raised"
    columns = (
        code("number", gettext_lazy("Number"), primary=True, locked=True),
        ListColumn(key="of", label=pgettext_lazy("a closed month", "Month"), cell=_of_cell),
        ListColumn(key="case", label=gettext_lazy("Case"), cell=_case_cell),
        text("unit", pgettext_lazy("a case", "Unit"), of="unit.name", drop=1),
        term("about", pgettext_lazy("an objection to a line", "About"), LineAbout),
        term("state", pgettext_lazy("an objection to a line", "Decision"), LineState),
        moment("raised", pgettext_lazy("an objection to a line", "Raised"), of="raised_at", sort="raised_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(
            name="state", label=pgettext_lazy("an objection to a line", "Decision"), vocabulary=LineState
        ),
    )
    comes_from = gettext_lazy("Open your unit's or street's lines in a closed month and object there.")

    def records(self) -> QuerySet[LineObjection]:
        """Return the objections to months; those of people are read on their own pages."""
        return queries.objections_all().filter(closing__isnull=False)

    def row_url(self, record: LineObjection) -> str:
        """Return the page of the objection."""
        return reverse("evaluation:line-objection", args=(record.pk,))


class LineObjectionPage(ObjectPage[LineObjection]):
    """One objection: to which line, why, what proves it, and what was decided."""

    kind = "line_objection"
    menu = MENU
    act = ClosingAct.READ.value
    list_url_name = "evaluation:line-objections"
    spare = frozenset({"answer", "unit"})
    facts = (
        ListColumn(key="of", label=pgettext_lazy("a closed month", "Month"), cell=_of_cell),
        ListColumn(key="case", label=gettext_lazy("Case"), cell=_case_cell),
        text("unit", pgettext_lazy("a case", "Unit"), of="unit.name"),
        term("about", pgettext_lazy("an objection to a line", "About"), LineAbout),
        text("text", gettext_lazy("Why it should not count")),
        ListColumn(key="who", label=gettext_lazy("Raised by"), cell=_who_cell),
        moment("raised", pgettext_lazy("an objection to a line", "Raised"), of="raised_at"),
        text("answer", gettext_lazy("Why it was decided so")),
        moment("decided", pgettext_lazy("an objection to a line", "Decided"), of="decided_at"),
    )
    change_labels: ClassVar = {
        "text": pgettext_lazy("an objection to a line", "Why"),
        "answer": pgettext_lazy("a decision", "Why"),
    }

    def load(self) -> LineObjection:
        """Return the objection of the URL; one to a person's result is for that person and who decides."""
        return objection_seen(self, self.kwargs["objection_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what is objected to."""
        return f"{LineAbout(self.record.about).label(language())} · {self.record.case.number}"

    def state(self) -> Tag:
        """Return what was decided."""
        return tag_of(LineState(self.record.state))

    def offered(self) -> Sequence[ObjectAct[LineObjection]]:
        """Return deciding, by who decides about months or about people."""
        if self.record.state != LineState.RAISED:
            return ()
        act = ClosingAct.DECIDE if self.record.closing_id else AssessmentAct.DECIDE
        return (
            ObjectAct(
                act=act.value, label=verb_later(act, "Decide"), kind="primary", icon="gavel",
                url_name="evaluation:line-decide",
            ),
        )  # fmt: skip

    def sections(self) -> Sequence[Section]:
        """Return the evidence."""
        files = [self.record.evidence] if self.record.evidence is not None else []
        shown = pictures_shown(files, label=self.record.number, actor=self.actor, at=now())
        title = _("Evidence")
        return (
            (Section(title=title, template="web/parts/words.html", context={"photos": shown}),)
            if shown
            else ()
        )


def objection_seen(
    page: ObjectPage[LineObjection] | FormPage[LineObjection, LineDecideForm], pk: int
) -> LineObjection:
    """Return an objection that the reader may see.

    Raises:
        NotFound: there is none, or it is about somebody else.
    """
    found = queries.objection_get(pk)
    if found.result is not None and not may_see(page.actor, found.result):
        raise NotFound(kind="line_objection", key=pk)
    return found


class LineObjectPage(FormPage[MonthClosing, LineObjectForm]):
    """Objecting to a line of a month."""

    kind = "month_closing"
    menu = MENU
    act = ClosingAct.OBJECT.value
    form_class = LineObjectForm
    title = gettext_lazy("Object to a line")
    verb = verb_later(ClosingAct.OBJECT, "Object")

    def permit(self) -> None:
        """Refuse whoever may object nowhere: which line it is, the service looks at."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    @cached_property
    def _asked(self) -> tuple[int, LineAbout]:
        about = str(self.kwargs["about"])
        if about not in list(LineAbout):
            raise NotFound(kind="case", key=about)
        return int(self.kwargs["case_id"]), LineAbout(about)

    @property
    def lead(self) -> str:  # type: ignore[override]  # says which line it is
        """Which line it is."""
        case, about = self._asked
        return f"AJ{case:08d} · {about.label(language())}"

    def load(self) -> MonthClosing:
        """Return the closing of the URL."""
        return queries.closing_get(self.kwargs["closing_id"], areas=self.actor.areas)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the month."""
        return closing_crumbs(self.record)

    def back_url(self) -> str:
        """Return the month."""
        return reverse("evaluation:closing", args=(self.record.pk,))

    def submit(self, sent: Sent[LineObjectForm]) -> Done:
        """Object."""
        case, about = self._asked
        typed = sent.form.cleaned_data
        kept = photos_store(
            uploads=typed["photos"][:1], area_code=queries.area_of_case(case), actor=self.actor, at=sent.at
        )
        new = NewObjection(case_id=case, about=about, text=typed["text"], evidence=kept[0] if kept else None)
        made = line_object(closing_id=self.record.pk, new=new, actor=self.actor, at=sent.at)
        return Done(
            url=reverse("evaluation:line-objection", args=(made.pk,)),
            message=f"{ClosingAct.OBJECT.label(language())} · {made.number}",
        )


class LineDecidePage(FormPage[LineObjection, LineDecideForm]):
    """Deciding an objection."""

    kind = "line_objection"
    menu = MENU
    form_class = LineDecideForm
    title = gettext_lazy("Decide the objection")
    verb = pgettext_lazy("an objection to a line", "Decide")

    @property
    def act(self) -> str:  # type: ignore[override]  # about a month, or about a person
        """Deciding about months, or about people."""
        return (ClosingAct.DECIDE if self.record.closing_id else AssessmentAct.DECIDE).value

    @property
    def lead(self) -> str:  # type: ignore[override]  # what was said against the line
        """What was said."""
        return self.record.text

    def load(self) -> LineObjection:
        """Return the objection of the URL."""
        return objection_seen(self, self.kwargs["objection_id"])

    def version(self) -> str:
        """Return what was decided."""
        return self.record.state

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the objection."""
        return (Crumb(label=self.record.number, url=self.back_url()),)

    def back_url(self) -> str:
        """Return the objection."""
        return reverse("evaluation:line-objection", args=(self.record.pk,))

    def submit(self, sent: Sent[LineDecideForm]) -> Done:
        """Decide."""
        typed = sent.form.cleaned_data
        decide = line_decide if self.record.closing_id else assessed_decide
        done = decide(
            objection_id=self.record.pk, upheld=typed["upheld"] == LineState.UPHELD, answer=typed["answer"],
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=LineState(done.state).label(language()))

"""申诉 on the screen: the list, one objection with its two reviews, and the forms of each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import queries, services
from xiuhua.cases.forms.appeals import AppealForm, ReviewForm, WithdrawForm
from xiuhua.cases.models import Appeal, Case
from xiuhua.cases.pages.photos import photos_keep
from xiuhua.cases.pages.shared import area_choices, verb_later, words_later
from xiuhua.cases.queries.appeals import appeal_get, appealable, appeals_all
from xiuhua.cases.queries.photos import appeal_shots
from xiuhua.cases.rules.appeals import appeal_until
from xiuhua.cases.terms import AppealAbout, AppealAct, AppealState
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Clock, Crumb, Section, State, Tag
from xiuhua.web.seams import actor_labels

_OPEN = (AppealState.MADE.value, AppealState.REVIEWED.value)


def _unit(appeal: Appeal) -> Cell:
    return Cell(text=appeal.unit.short_name or appeal.unit.name)


class AppealListPage(ListPage[Appeal]):
    """Every objection of one's areas."""

    key = "appeals"
    kind = "appeal"
    menu = "case"
    act = AppealAct.READ.value
    title = gettext_lazy("Appeals")
    sort = "-made"
    columns = (
        ListColumn(
            key="case", label=gettext_lazy("Case"), primary=True, locked=True,
            cell=lambda one: Cell(text=f"{one.case.number} {one.case.title}"),
        ),
        term("about", gettext_lazy("Objection to"), AppealAbout),
        ListColumn(key="unit", label=gettext_lazy("By"), cell=_unit),
        term("state", gettext_lazy("State"), AppealState),
        moment("made", gettext_lazy("Made"), of="made_at", sort="made_at"),
        moment("due", gettext_lazy("To be judged by"), of="due_at", sort="due_at", nullable=True),
        text("reason", gettext_lazy("Reason"), drop=1),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=AppealState),
        TermFilter(name="about", label=gettext_lazy("Objection to"), vocabulary=AppealAbout),
    )
    presets = (
        Preset(label=words_later(AppealState.MADE), query={"state": (AppealState.MADE.value,)}, counted=True),
        Preset(
            label=words_later(AppealState.REVIEWED),
            query={"state": (AppealState.REVIEWED.value,)},
            counted=True,
        ),
        Preset(label=words_later(AppealState.UPHELD), query={"state": (AppealState.UPHELD.value,)}),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[Appeal]:
        """Return the appeals that the database scope lets through."""
        return appeals_all()

    def row_url(self, record: Appeal) -> str:
        """Return the page of the appeal."""
        return reverse("cases:appeal", args=(record.pk,))

    def row_clock(self, record: Appeal) -> Clock | None:
        """Return that its review is late, where it is."""
        late = record.due_at is not None and record.due_at < now()
        return Clock(text=_("Late"), state="late", until=record.due_at) if late else None

    def row_note(self, record: Appeal) -> str:
        """Return who objects, and why."""
        return f"{_unit(record).text} · {record.reason[:40]}"

    def empty(self) -> State:
        """Return what stands where nobody objects."""
        return State(
            kind="empty", title=_("No appeal"),
            text=_("A unit objects on the page of a case, within days after it ended."),
        )  # fmt: skip


def _upholds(appeal: Appeal) -> str:
    if appeal.first_upholds is None:
        return ""
    return _("should be upheld") if appeal.first_upholds else _("should be refused")


class AppealPage(ObjectPage[Appeal]):
    """One objection: what is held against the unit, why it objects, and what two reviewers say."""

    kind = "appeal"
    menu = "case"
    act = AppealAct.READ.value
    list_url_name = "cases:appeals"
    facts_beside = True
    acts = (
        ObjectAct(
            act=AppealAct.FIRST.value, label=verb_later(AppealAct.FIRST), url_name="cases:appeal-first",
            kind="primary", icon="gavel",
        ),
        ObjectAct(
            act=AppealAct.SECOND.value, label=verb_later(AppealAct.SECOND), url_name="cases:appeal-second",
            kind="primary", icon="gavel",
        ),
        ObjectAct(
            act=AppealAct.WITHDRAW.value, label=verb_later(AppealAct.WITHDRAW),
            url_name="cases:appeal-withdraw", icon="arrow-back-up", aside=True,
        ),
    )  # fmt: skip
    facts = (
        ListColumn(
            key="case", label=gettext_lazy("Case"),
            cell=lambda one: Cell(
                kind="link", text=f"{one.case.number} {one.case.title}",
                url=reverse("cases:case", args=(one.case_id,)),
            ),
        ),
        term("about", gettext_lazy("Objection to"), AppealAbout),
        ListColumn(key="unit", label=gettext_lazy("By"), cell=_unit),
        moment("made", gettext_lazy("Made"), of="made_at"),
        moment("due", gettext_lazy("To be judged by"), of="due_at"),
    )  # fmt: skip

    def load(self) -> Appeal:
        """Return the appeal of the URL."""
        return appeal_get(self.kwargs["appeal_id"])

    def code(self) -> str:
        """Return the number of the case."""
        return self.record.case.number

    def heading(self) -> str:
        """Return what is objected to."""
        about = AppealAbout(self.record.about).label(language())
        return _("Objection to “%(about)s” of %(unit)s") % {"about": about, "unit": self.record.unit.name}

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(AppealState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return the reason with its photos, then the two reviews."""
        appeal = self.record
        labels = actor_labels({appeal.first_by, appeal.second_by} - {""})
        reviews = [
            {
                "title": _("First review"), "by": labels.get(appeal.first_by, appeal.first_by),
                "at": appeal.first_at, "said": _upholds(appeal), "opinion": appeal.first_opinion,
                "late": appeal.first_late,
            },
            {
                "title": _("Second review"), "by": labels.get(appeal.second_by, appeal.second_by),
                "at": appeal.second_at, "said": AppealState(appeal.state).label(language()),
                "opinion": appeal.second_opinion, "late": appeal.second_late,
            },
        ]  # fmt: skip
        shots = appeal_shots(appeal, actor=self.actor, at=now())
        return (
            Section(
                title=_("What the unit says"), template="cases/appeal_reason.html", leads=True,
                context={"reason": appeal.reason, "shots": shots},
            ),
            Section(
                title=_("Reviews"), template="cases/appeal_reviews.html", leads=True,
                context=[one for one in reviews if one["at"]],
                note=_("two people, one after the other"),
            ),
        )  # fmt: skip


class AppealMakePage(FormPage[Case, AppealForm]):
    """Objecting to what is held against one's unit."""

    kind = "case"
    menu = "case"
    act = AppealAct.MAKE.value
    form_class = AppealForm
    title = verb_later(AppealAct.MAKE)
    lead = gettext_lazy(
        "What is upheld counts no more where a figure says so; that it was late stays visible everywhere."
    )
    verb = verb_later(AppealAct.MAKE)
    verb_icon = "gavel"

    def load(self) -> Case:
        """Return the case of the URL."""
        return queries.case_get(self.kwargs["case_id"])

    def prepare(self, form: AppealForm) -> None:
        """Offer what is held against the units one serves in."""
        found = appealable(self.record, user_id=self.actor.user_id, at=now())
        offered = dict.fromkeys(one.held.about for one in found)
        told = [(about.value, about.label(language())) for about in (offered or AppealAbout)]
        form.fields["about"].choices = told  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["about"].help_text = self._until()

    def _until(self) -> str:
        days = queries.settings_for(self.record.area_code, at=now()).settings.appeal_days
        until = appeal_until(over_at=self.record.over_at, frozen_at=None, days=days)
        if until is None:
            return _("Within %(days)s days after the case ends.") % {"days": days}
        return _("Within %(days)s days after the case ended.") % {"days": days}

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down from the case."""
        return (Crumb(label=f"{self.record.number} {self.record.title}", url=self.back_url()),)

    def back_url(self) -> str:
        """Return the page of the case."""
        return reverse("cases:case", args=(self.record.pk,))

    def submit(self, sent: Sent[AppealForm]) -> Done:
        """Object."""
        typed = sent.form.cleaned_data
        appeal = services.appeal_make(
            case_id=self.record.pk,
            new=services.NewAppeal(
                about=AppealAbout(typed["about"]),
                reason=typed["reason"],
                photos=photos_keep(typed, area_code=self.record.area_code, actor=self.actor, at=sent.at),
            ),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=reverse("cases:appeal", args=(appeal.pk,)), message=AppealAct.MAKE.label(language()))


class AppealFormPage(FormPage[Appeal, F]):
    """A step of an appeal."""

    kind = "appeal"
    menu = "case"

    def load(self) -> Appeal:
        """Return the appeal of the URL."""
        return appeal_get(self.kwargs["appeal_id"])

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the appeal."""
        case = self.record.case
        return (
            Crumb(label=_("Appeals"), url=reverse("cases:appeals")),
            Crumb(label=f"{case.number} {case.title}", url=self.back_url()),
        )

    def back_url(self) -> str:
        """Return the page of the appeal."""
        return reverse("cases:appeal", args=(self.record.pk,))


class AppealReviewPage(AppealFormPage[ReviewForm]):
    """Saying whether an objection should be upheld."""

    form_class = ReviewForm

    def prepare(self, form: ReviewForm) -> None:
        """Offer both judgements."""
        form.fields["upholds"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", "—"), ("1", _("Uphold")), ("0", _("Refuse")),
        ]  # fmt: skip


class AppealFirstPage(AppealReviewPage):
    """The first review."""

    act = AppealAct.FIRST.value
    title = verb_later(AppealAct.FIRST)
    lead = gettext_lazy("Your opinion goes to the second reviewer, who decides.")
    verb = verb_later(AppealAct.FIRST)

    def submit(self, sent: Sent[ReviewForm]) -> Done:
        """Give the opinion."""
        typed = sent.form.cleaned_data
        services.appeal_review_first(
            appeal_id=self.record.pk, upholds=typed["upholds"] == "1", opinion=typed["opinion"],
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=AppealAct.FIRST.label(language()))


class AppealSecondPage(AppealReviewPage):
    """The second review, which decides."""

    act = AppealAct.SECOND.value
    title = verb_later(AppealAct.SECOND)
    lead = gettext_lazy(
        "You decide. What is upheld counts no more in the figures that say “without appeals”."
    )
    verb = verb_later(AppealAct.SECOND)

    def submit(self, sent: Sent[ReviewForm]) -> Done:
        """Decide."""
        typed = sent.form.cleaned_data
        services.appeal_review_second(
            appeal_id=self.record.pk, upholds=typed["upholds"] == "1", opinion=typed["opinion"],
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=AppealAct.SECOND.label(language()))


class AppealWithdrawPage(AppealFormPage[WithdrawForm]):
    """Taking an objection back."""

    act = AppealAct.WITHDRAW.value
    form_class = WithdrawForm
    title = verb_later(AppealAct.WITHDRAW)
    verb = verb_later(AppealAct.WITHDRAW)

    def submit(self, sent: Sent[WithdrawForm]) -> Done:
        """Withdraw it."""
        services.appeal_withdraw(
            appeal_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=AppealAct.WITHDRAW.label(language()))


def appeal_offered(case: Case, *, actor: object) -> ObjectAct[Case] | None:
    """Return the act of objecting for the page of a case, where somebody's unit has it or had it."""
    if not seams.may(actor, AppealAct.MAKE.value, case):  # type: ignore[arg-type]  # an Actor, a Subject
        return None
    return ObjectAct(
        act=AppealAct.MAKE.value, label=verb_later(AppealAct.MAKE), url_name="cases:appeal-make",
        icon="gavel", aside=True,
    )  # fmt: skip

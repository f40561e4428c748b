"""A scheme tried on past rounds before it is published, beside what was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.urls import reverse

from xiuhua.evaluation.forms.contests import SchemeForm
from xiuhua.evaluation.forms.listings import TrialPublishForm
from xiuhua.evaluation.models import Trial
from xiuhua.evaluation.pages.contest_parts import scheme_name
from xiuhua.evaluation.pages.contest_schemes import SchemeNextPage, scheme_changed
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.rules.schemes import body_read
from xiuhua.evaluation.rules.trials import moved
from xiuhua.evaluation.services.schemes import scheme_publish, scheme_try
from xiuhua.evaluation.terms.contests import ContestAct, Unranked
from xiuhua.scenekit.words import said
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.making import verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, Section, Tag


class SchemeTryPage(SchemeNextPage):
    """The form of the next version, that is tried and not published."""

    act = ContestAct.TRY.value
    title = verb = verb_later(ContestAct.TRY, "Try on past rounds")
    lead = said(
        zh="用改动后的办法重算最近几期，与已发布的名次对比。试算不发布、不通知、不触发约谈。",
        en="The last rounds are scored by the changed scheme. Nothing of it is published.",
    )

    def prepare(self, form: SchemeForm) -> None:
        """Ask for no paper: nothing is published."""
        form.fields["reason"].required = False

    def submit(self, sent: Sent[SchemeForm]) -> Done:
        """Try it."""
        body = scheme_changed(body_read(self.record.body), sent.form.cleaned_data)
        made = scheme_try(body=body, scheme_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(
            url=reverse("evaluation:scheme-trial", args=(made.pk,)), message=ContestAct.TRY.label(language())
        )


def _scheme(one: Trial) -> Cell:
    words = f"{scheme_name(one.scheme)} · {one.scheme.number}"
    return Cell(kind="link", text=words, url=reverse("evaluation:scheme", args=(one.scheme_id,)))


class TrialPage(ObjectPage[Trial]):
    """A trial: round by round who would have stood where."""

    kind = "scheme_trial"
    menu = "schemes"
    act = ContestAct.TRY.value
    list_url_name = "evaluation:schemes"
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        ListColumn(key="scheme", label=said(zh="现行办法", en="Scheme in force"), cell=_scheme),
        moment("tried", said(zh="试算时间", en="Tried at"), of="tried_at"),
    )
    acts: ClassVar[Sequence[ObjectAct[Trial]]] = (
        ObjectAct(
            act=ContestAct.SCHEME.value, label=said(zh="发布这一版", en="Publish this version"),
            kind="primary", url_name="evaluation:scheme-trial-publish", icon="send",
        ),
    )  # fmt: skip

    def load(self) -> Trial:
        """Return the trial of the URL."""
        return queries.trial_get(self.kwargs["trial_id"])

    def heading(self) -> str:
        """Return which scheme was tried."""
        return body_read(self.record.body).label(language())

    def state(self) -> Tag:
        """Return that it is a trial."""
        return Tag(text=str(said(zh="试算，不作数", en="Trial, counts for nothing")), colour="soon")

    def sections(self) -> Sequence[Section]:
        """Return round by round who would have moved, the latest first."""
        return [_round_section(told) for told in reversed(self.record.told)]


def _round_section(told: Mapping[str, Any]) -> Section:  # as JSON holds it
    heads = (
        said(zh="对象", en="Who is ranked"), said(zh="已发布得分", en="Published score"),
        said(zh="已发布名次", en="Rank"), said(zh="试算得分", en="Tried score"),
        said(zh="试算名次", en="Tried rank"), said(zh="变动", en="Moves"),
    )  # fmt: skip
    rows = [
        {
            "name": row["name"], "score": row["score"] or "—", "rank": row["rank"] or "—",
            "tried": row["tried"] or (Unranked(row["why"]).label(language()) if row["why"] else "—"),
            "tried_rank": row["tried_rank"] or "—", "moved": _moved(moved(row)),
        }
        for row in told["moves"]
    ]  # fmt: skip
    movers = sum(moved(row) != 0 for row in told["moves"])
    note = str(said(zh="{number} 个名次变动", en="{number} would move")).format(number=movers)
    return Section(
        title=told["period"], template="evaluation/trial.html", context={"rows": rows, "heads": heads},
        note=note,
    )  # fmt: skip


def _moved(places: int) -> str:
    return f"↑ {places}" if places > 0 else f"↓ {-places}" if places < 0 else "—"


class TrialPublishPage(FormPage[Trial, TrialPublishForm]):
    """Publishing what was tried as the next version."""

    kind = "scheme_trial"
    menu = "schemes"
    act = ContestAct.SCHEME.value
    form_class = TrialPublishForm
    title = said(zh="发布这一版", en="Publish this version")
    lead = said(
        zh="发布后新开始的评比按它计分，已开始的仍按原来的。", en="Rounds that are open keep their version."
    )
    verb = verb_later(ContestAct.SCHEME, "Publish")

    def load(self) -> Trial:
        """Return the trial of the URL."""
        return queries.trial_get(self.kwargs["trial_id"])

    def version(self) -> str:
        """Return which version it would be: it was compared with the one before."""
        return str(self.record.scheme.number + 1)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the trial."""
        return (Crumb(label=scheme_name(self.record.scheme), url=self.back_url()),)

    def back_url(self) -> str:
        """Return the trial."""
        return reverse("evaluation:scheme-trial", args=(self.record.pk,))

    def submit(self, sent: Sent[TrialPublishForm]) -> Done:
        """Publish it."""
        made = scheme_publish(
            body=body_read(self.record.body), area_code=self.record.area_code,
            reason=sent.form.cleaned_data["reason"], seen=int(sent.seen), actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(
            url=reverse("evaluation:scheme", args=(made.pk,)), message=ContestAct.SCHEME.label(language())
        )

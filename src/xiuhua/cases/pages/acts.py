"""One form page for every act of the loop, made from the loop's own table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _

from xiuhua.cases import queries, services
from xiuhua.cases.forms.acts import ActForm, act_form
from xiuhua.cases.models import Asking, Case
from xiuhua.cases.pages.choosing import (
    item_called,
    limit_typed,
    line_choices,
    matters_offered,
    people_choices,
    unit_called,
    units_called_all,
    units_offered_options,
)
from xiuhua.cases.pages.matters import matter_offered, matter_why
from xiuhua.cases.pages.photos import photos_keep
from xiuhua.cases.pages.shared import case_clock, reason_words, verb_later
from xiuhua.cases.pages.unheard import unheard_typed, unheard_words
from xiuhua.cases.queries.asking import wish_open
from xiuhua.cases.queries.cases import number_read
from xiuhua.cases.queries.ground import suggestion_for
from xiuhua.cases.queries.moves import moves_of
from xiuhua.cases.rules.loop import STEPS, Need, Step
from xiuhua.cases.services.acting import actor_at_desks
from xiuhua.cases.terms import AskedFor, CaseAct
from xiuhua.ground.queries.answers import answer_sentence
from xiuhua.ground.rules.limits import Limit, limit_text
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import Done, FormPage, Group, Sent
from xiuhua.web.parts import ActionKind, Crumb, Option

_MORE_TIME = (
    Limit(4, TimeUnit.WORK_HOUR), Limit(1, TimeUnit.WORK_DAY), Limit(2, TimeUnit.WORK_DAY),
    Limit(5, TimeUnit.WORK_DAY),
)  # fmt: skip
_DANGER = frozenset(
    {
        CaseAct.NOT_ACCEPT,
        CaseAct.NOT_FILE,
        CaseAct.VOID_ASK,
        CaseAct.VOID_GRANT,
        CaseAct.FORCE_GRANT,
        CaseAct.INFORM_GRANT,
    }
)


_OF_A_RETURN = frozenset({CaseAct.RETURN_GRANT, CaseAct.RETURN_REFUSE})


class CaseActPage(FormPage[Case, ActForm]):
    """An act on a case. `act_pages` makes one subclass for each step of the loop."""

    kind = "case"
    menu = "case"
    step: ClassVar[Step]
    asker: Actor  # who asks, without the desks that are merged into theirs

    def load(self) -> Case:
        """Return the case of the URL."""
        return queries.case_get(self.kwargs["case_id"])

    def permit(self) -> None:
        """Let the actor sit at the desks whose work is merged into theirs, then refuse whoever may not."""
        case = queries.case_get(self.kwargs["case_id"])
        self.asker = self.actor
        chosen = queries.settings_for(case.area_code, at=now())
        self.actor = actor_at_desks(actor=self.actor, merged=chosen.settings.merged)
        super().permit()

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the case."""
        return [
            Crumb(label=_("Cases"), url=reverse("cases:cases")),
            Crumb(label=self.record.number, url=self.back_url()),
        ]

    def back_url(self) -> str:
        """Return the page of the case."""
        return reverse("cases:case", args=(self.record.pk,))

    @property
    def lead(self) -> str:  # type: ignore[override]  # each case has its own
        """What it is about, where, and how much time is left."""
        case, clock = self.record, case_clock(self.record, now())
        left = clock.text.replace(" ", "\u00a0") if clock else ""
        parts = (case.title, case.address or case.area.name, left)
        return "\u00a0· ".join(part for part in parts if part)  # no line begins with the dot

    def version(self) -> str:
        """Return how many moves it has had: whoever is slower is told."""
        return str(self.record.moves_count)

    def initial(self) -> Mapping[str, object]:
        """Return what the case and the duty table suggest."""
        found: dict[str, object] = {}
        if Need.REASON in self.step.needs and "reason" in self.request.GET:
            found["reason"] = self.request.GET["reason"]
        if Need.MATTER in (*self.step.needs, *self.step.offers):
            found["matter"] = matter_offered(self.record, self.request.GET.get("matter", ""))
        if self.record.line_id is not None:
            found["line"] = str(self.record.line_id)
        if Need.UNIT in self.step.needs:
            suggestion = suggestion_for(self.record, at=now())
            found["unit"] = suggestion.unit
        if Need.TARGET in self.step.needs:
            found["target"] = self.request.GET.get("target", "")
        return found

    def form_groups(self) -> Sequence[Group]:
        """Put what was asked for above the fields of whoever decides it."""
        decided = self.step.grants or self.step.refuses or self.step.proposes
        if decided is not None:
            wish = wish_open(self.record)
            said = _wish_said(wish) if wish else ("", "")
        elif self.step.act in _OF_A_RETURN:
            sent = moves_of(self.record).filter(act=CaseAct.SEND_BACK.value).order_by("-number").first()
            said = (_("Sent back"), sent.note) if sent else ("", "")
        else:
            return ()
        title, reason = said
        fields = tuple(self.form_class.base_fields)
        return (Group(title=title, help=reason, fields=fields),) if title else ()

    def prepare(self, form: ActForm) -> None:
        """Fill in what the form offers for this case."""
        case, fields = self.record, form.fields
        if "matter" in fields:
            fields["matter"].widget.suggestions = matters_offered()
            fields["matter"].help_text = matter_why(self.record) or fields["matter"].help_text
        if "unit" in fields:
            fields["unit"].widget.suggestions = units_offered_options()
            told = (unheard_typed(str(form["unit"].value() or "")), self._why_unit(form))
            fields["unit"].help_text = " ".join(one for one in told if one)
        if "limit" in fields:
            offered = (limit_text(one, language()).replace("\u00a0", " ") for one in _MORE_TIME)
            fields["limit"].widget.suggestions = tuple(Option(value=one, label="") for one in offered)
        if "target" in fields:
            fields["target"].help_text = _target_called(str(form["target"].value() or ""))
        if "line" in fields:
            _choices(fields["line"], line_choices(case, at=now()))
        if "person" in fields:
            _choices(fields["person"], people_choices(case, self.step))

    def _why_unit(self, form: ActForm) -> str:
        """Return why the unit that stands in the form was suggested; nothing of another one."""
        at = now()
        found = suggestion_for(self.record, at=at)
        if str(form["unit"].value() or "") != str(found.unit or ""):
            return ""
        usable = [one for one in found.answers if not one.is_nobody and one.unit == found.unit]
        if usable:
            return answer_sentence(usable[0], at=at, language=language())
        return reason_words(found.ground) if found.ground.startswith("ground_") else ""

    def submit(self, sent: Sent[ActForm]) -> Done:
        """Do it."""
        typed = sent.form.cleaned_data
        said = services.Said(
            reason=typed.get("reason", ""),
            unit_id=_id(unit_called(typed["unit"])) if typed.get("unit") else None,
            helper_ids=units_called_all(typed.get("helpers", "")),
            person_id=int(typed["person"]) if typed.get("person") else None,
            until=_day_end(typed["until"]) if typed.get("until") else None,
            limit=limit_typed(typed["limit"]) if typed.get("limit") else None,
            target_id=_target(typed["target"]) if typed.get("target") else None,
            item_id=_id(item_called(typed["matter"])) if typed.get("matter") else None,
            line_id=int(typed["line"]) if typed.get("line") else None,
            photos=photos_keep(typed, area_code=self.record.area_code, actor=self.actor, at=sent.at),
            seen=int(self.version()),
        )
        case = services.case_act(
            case_id=self.record.pk,
            act=self.step.act,
            said=said,
            actor=self.asker,
            at=sent.at,
        )
        unheard = unheard_words(case.unit) if Need.UNIT in self.step.needs else ""
        message = " · ".join(one for one in (self.step.act.label(language()), unheard) if one)
        return Done(url=reverse("cases:case", args=(case.pk,)), message=message)


def _wish_said(wish: Asking) -> tuple[str, str]:
    """Return what is asked for, with its time, and why."""
    limit = limit_text(Limit(wish.amount, TimeUnit(wish.time_unit)), language()) if wish.amount else ""
    until = _("until %(day)s") % {"day": f"{localtime(wish.until):%Y-%m-%d}"} if wish.until else ""
    asked = _("Asked for: %(what)s") % {"what": AskedFor(wish.kind).label(language())}
    return " · ".join(one for one in (asked, limit, until) if one), wish.reason


def _id(found: Any) -> int | None:  # a row of a table, or None
    return found.pk if found is not None else None


def _choices(field: forms.Field, offered: list[tuple[str, str]]) -> None:
    field.choices = [("", "—"), *offered]  # type: ignore[attr-defined]  # a ChoiceField


def _target_called(text: str) -> str:
    """Return which case a number names, so that nobody merges into a wrong one."""
    found = number_read(text)
    case = queries.cases_all().filter(pk=found).first() if found else None
    return f"{case.title} · {case.address or case.area.name}" if case else ""


def _target(text: str) -> int:
    found = number_read(text)
    if found is None:
        raise Invalid(fields={"target": "case_target_wrong"})
    return found


def _day_end(day: Any) -> datetime:  # a date of the form
    return datetime.combine(day, time(23, 59), get_current_timezone())


def act_slug(act: CaseAct) -> str:
    """Return the last word of an act's address: `feed-back`."""
    return re.sub("_", "-", act.value.removeprefix("case."))


def act_pages() -> dict[str, type[CaseActPage]]:
    """Return a page for each step, by the last word of its address."""
    return {act_slug(step.act): _page(step) for step in STEPS if step.public}


def _page(step: Step) -> type[CaseActPage]:
    kind: ActionKind = "danger" if step.act in _DANGER else "primary"
    told = {
        "__doc__": step.act.en,
        "step": step,
        "act": step.act.value,
        "form_class": act_form(step),
        "title": verb_later(step.act),
        "verb": verb_later(step.act),
        "verb_kind": kind,
    }
    return type(f"{step.act.name.title().replace('_', '')}Page", (CaseActPage,), told)

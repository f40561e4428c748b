"""Acts of the workbench that a key alone does, on one case or on those ticked."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xiuhua.cases import queries, services
from xiuhua.cases.models import Case
from xiuhua.cases.pages.unheard import unheard_words
from xiuhua.cases.queries.ground import suggestion_for
from xiuhua.cases.rules.loop import STEP_OF, TAKEN_BACK, Step
from xiuhua.cases.rules.worklists import BULK
from xiuhua.cases.services.many import Done, cases_act_many
from xiuhua.cases.terms import CaseAct, DeskAct
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.shared.ids import uuid_told
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.sentences import error_sentence, field_sentences

_MOST = 200
_SLUGS = {
    step.act.value.removeprefix("case.").replace("_", "-"): step for step in STEP_OF.values() if step.public
}


def _step_named(slug: str) -> Step:
    """Return the step that a form names.

    Raises:
        NotFound: there is none.
    """
    if slug not in _SLUGS:
        raise NotFound(kind="act", key=slug[:30])
    return _SLUGS[slug]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


class DeskActPage(Page):
    """One act on the case that is open."""

    act: ClassVar[str] = DeskAct.WORK.value

    def post(self, request: HttpRequest, **kept: int) -> HttpResponse:
        """Do it once, and say what was done; where it is refused, say why.

        Raises:
            CityError: as `services.case_act`.
        """
        case_id, step, at = kept["case_id"], _step_named(request.POST.get("act", "")), now()
        said = services.Said(
            unit_id=_number(request.POST.get("unit", "")), seen=_number(request.POST.get("seen", ""))
        )

        def acted() -> dict[str, str]:
            case = services.case_act(case_id=case_id, act=step.act, said=said, actor=self.actor, at=at)
            return {"message": _done_words(case, step.act), "undo": "1" if step.act in TAKEN_BACK else ""}

        key = f"desk:{_token(request)}:{case_id}:{step.act}"
        told = seams.once(key=key, actor=self.actor, at=at, act=acted)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse(told)
        return HttpResponseRedirect(reverse("cases:workbench-case", args=(case_id,)), status=303)


def _done_words(case: Case, act: CaseAct) -> str:
    """Return what was done to which case, and to whom it went."""
    done = act.label(language())
    unit = case.unit.short_name or case.unit.name if case.unit else ""
    if act is CaseAct.DISPATCH and unit:
        sent = _("%(title)s: dispatched to %(unit)s") % {"title": case.title, "unit": unit}
        return " · ".join(one for one in (sent, unheard_words(case.unit)) if one)
    return f"{case.title} · {done}"


def _token(request: HttpRequest) -> str:
    return str(uuid_told(request.POST.get("once", "")))


class DeskActsPage(Page):
    """One act on every case that is ticked."""

    act: ClassVar[str] = DeskAct.WORK.value

    def post(self, request: HttpRequest, **_kept: int) -> HttpResponse:
        """Do it to each that allows it, and say which did not and why."""
        step, at = _step_named(request.POST.get("act", "")), now()
        if step.act not in BULK and step.act is not CaseAct.TAKE_BACK:
            raise NotFound(kind="act", key=step.act.value)
        seen = dict(_ticked(request))
        ids = list(seen)[:_MOST]
        done = (
            self._dispatched(ids, seen, at)
            if step.act is CaseAct.DISPATCH
            else self._acted(step, ids, seen, at)
        )
        return JsonResponse(_told(done, step))

    def _acted(self, step: Step, ids: list[int], seen: dict[int, int | None], at: datetime) -> list[Done]:
        return cases_act_many(
            case_ids=ids, act=step.act, said=services.Said(), seen=seen, all_or_none=False,
            actor=self.actor, at=at,
        )  # fmt: skip

    def _dispatched(self, ids: list[int], seen: dict[int, int | None], at: datetime) -> list[Done]:
        """Send each case to whom the duty table names; what nobody owns is left for a person to decide."""
        units: dict[int | None, list[int]] = {}
        for pk in ids:
            units.setdefault(suggestion_for(queries.case_get(pk), at=at).unit_id, []).append(pk)
        return [
            one
            for unit_id, those in units.items()
            for one in cases_act_many(
                case_ids=those, act=CaseAct.DISPATCH, said=services.Said(unit_id=unit_id), seen=seen,
                all_or_none=False, actor=self.actor, at=at,
            )
        ]  # fmt: skip


def _ticked(request: HttpRequest) -> list[tuple[int, int | None]]:
    """Return the cases ticked, each with how many moves its row showed."""
    found = []
    for row in request.POST.getlist("row"):
        case_id, _colon, moves = row.partition(":")
        number = _number(case_id)
        if number is not None:
            found.append((number, _number(moves)))
    return found


def _told(done: list[Done], step: Step) -> dict[str, object]:
    went = [one.case_id for one in done if one.case is not None]
    refused = [
        {"id": one.case_id, "number": Case(pk=one.case_id).number, "message": _why(one)}
        for one in done
        if one.refusal is not None
    ]
    said = ngettext("%(act)s: %(count)s case", "%(act)s: %(count)s cases", len(went))
    message = said % {"act": step.act.label(language()), "count": len(went)}
    if refused:
        left = ngettext("%(count)s not done: %(why)s", "%(count)s not done: %(why)s", len(refused))
        message = f"{message} · {left % {'count': len(refused), 'why': refused[0]['message']}}"
    return {
        "done": went,
        "refused": refused,
        "message": message,
        "undo": step.act in TAKEN_BACK and bool(went),
    }


def _why(done: Done) -> str:
    if done.refusal is None:
        return ""
    fields = field_sentences(done.refusal, language())
    return " ".join(fields.values()) or error_sentence(done.refusal, language())

"""The case pane: the case page's own parts, with its acts by key and what lies around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext as _

from xiuhua.cases.pages.acts import act_slug
from xiuhua.cases.pages.case import CasePage
from xiuhua.cases.pages.near import near_features
from xiuhua.cases.pages.shared import case_clock
from xiuhua.cases.pages.workbench.views import CasePane, DeskAction, NearRow
from xiuhua.cases.queries.near import OpenNear, open_near, photographed_near
from xiuhua.cases.queries.photos import photos_of
from xiuhua.cases.queries.worklists import components_beside
from xiuhua.cases.rules.loop import STEP_OF
from xiuhua.cases.rules.worklists import KEY_OF, has_choices, is_direct, walk_minutes
from xiuhua.cases.terms import CaseAct
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7
from xiuhua.web.addresses import record_url
from xiuhua.web.pages.lists import clocks_counted
from xiuhua.web.parts import Action, Clock, MapView, ObjectView, Section, State

_NEAR_M = 300
_MOST_CASES, _MOST_COMPONENTS = 5, 3
_MOST_BUTTONS = 3
_DAYS_BACK = 730
_SAME_PLACE_M = 25
_LETTER = "E"


class DeskCase(CasePage):
    """A case as the middle pane of the workbench shows it: the same parts, in one column."""

    list_key: str = ""
    notice: State | None = None

    @classmethod
    def of(
        cls, request: HttpRequest, *, case_id: int, list_key: str, notice: State | None = None
    ) -> DeskCase:
        """Return a case that whoever asks may read.

        Raises:
            NotFound: there is none in their areas.
            NotPermitted: the act table says no.
        """
        page = cls()
        page.setup(request, case_id=case_id)
        page.list_key, page.notice = list_key, notice
        page.permit()
        return page

    def pane(self) -> CasePane:
        """Return the case as the pane's template prints it."""
        view, case = self._object(), self.record
        desk_acts = list(self._desk_acts(view))
        lead = desk_acts[0] if desk_acts and desk_acts[0].action.kind == "primary" else None
        others = [one for one in desk_acts if one is not lead]
        near = [one for one in others if not one.action.aside and one.action.name != CaseAct.TAKE_BACK]
        buttons = [*self._otherwise(lead), *sorted(near, key=lambda one: not one.key)]
        shown = buttons[:_MOST_BUTTONS]
        return CasePane(
            view=view,
            pk=case.pk,
            moves=case.moves_count,
            once=str(uuid7()),
            act_url=record_url("cases:workbench-act", case.pk),
            page_url=record_url("cases:case", case.pk),
            list_key=self.list_key,
            lead=lead,
            buttons=shown,
            further=[*buttons[_MOST_BUTTONS:], *(one for one in others if one not in near)],
            refused=view.refused,
            near=tuple(self._near()),
            near_m=_NEAR_M,
            place=self._where(),
        )

    def _object(self) -> ObjectView:
        case = self.record
        url = f"{record_url('cases:workbench-case-part', case.pk)}?list={self.list_key}&only=case"
        view = self.view(self.request)
        older = view.story.older_url.partition("?")[2]
        whole = f"{record_url('cases:case', case.pk)}?{older}" if older else ""
        story = replace(view.story, older_url=whole)
        notice = self.notice or view.notice
        return replace(view, live_url=url, map=None, notice=notice, crumbs=(), story=story)

    def clocks(self) -> Sequence[Clock]:
        """Return the clocks of the case's own page, and beside them what the handbook files it by."""
        line = self.record.line
        told = list(super().clocks())
        if line is not None and line.filing_condition and self.record.over_at is None:
            told.append(Clock(label=_("Filing condition"), text=line.filing_condition, note=_("Handbook")))
        return told

    # --- acts ----------------------------------------------------------------------------------------------

    def _desk_acts(self, view: ObjectView) -> Iterator[DeskAction]:
        for action in view.acts:
            if action.enabled:
                yield self._desk_act(action)

    def _desk_act(self, action: Action) -> DeskAction:
        act = CaseAct(action.name) if action.name in set(CaseAct) else None
        if act is None or act not in STEP_OF:
            return DeskAction(action=action, form_url=action.url)
        unit = self.suggested.unit_id if act is CaseAct.DISPATCH else None
        key = KEY_OF.get(act, "")
        form_url = self._merge_url(action.url) if act is CaseAct.MERGE else action.url
        if action.kind == "primary" and is_direct(STEP_OF[act], has_unit=unit is not None):
            values = {"act": act_slug(act), "unit": str(unit or "")}
            return DeskAction(action=action, key=key, values=values)
        return DeskAction(action=action, key=key, form_url=form_url)

    def _otherwise(self, lead: DeskAction | None) -> list[DeskAction]:
        """Return the suggested act done otherwise: with another unit, matter or person, by its form."""
        if lead is None or not lead.values:
            return []
        act = CaseAct(lead.action.name)
        if not has_choices(STEP_OF[act]):
            return []
        labels = {
            CaseAct.DISPATCH: _("Another unit"),
            CaseAct.ACCEPT: _("Another matter"),
            CaseAct.FILE: _("Another matter"),
        }
        label = labels.get(act) or _("Choose who")
        action = Action(label=label, name=lead.action.name, url=lead.action.url, icon="user-edit")
        return [DeskAction(action=action, key=_LETTER, form_url=lead.action.url)]

    def _merge_url(self, url: str) -> str:
        """Return the form of merging, filled in with the nearest case that may be the same."""
        section = self._duplicate_section
        lines = section.context if section is not None and isinstance(section.context, list) else []
        offered = (
            one.get("merge_url") if isinstance(one, dict) else getattr(one, "merge_url", "") for one in lines
        )
        return next((str(one) for one in offered if one), url)

    @cached_property
    def _duplicate_section(self) -> Section | None:
        return super()._duplicates()

    def _duplicates(self) -> Section | None:
        return self._duplicate_section

    # --- the same place before ------------------------------------------------------------------------------

    def sections(self) -> Sequence[Section]:
        """Return the sections of the case's own page, and the same place before beside its photos."""
        found = list(super().sections())
        earlier = self._earlier()
        if earlier is not None:
            places = [place for place, one in enumerate(found) if one.template == "cases/description.html"]
            found.insert(places[0] + 1 if places else len(found), earlier)
        return found

    def _earlier(self) -> Section | None:
        at = now()
        since = at - timedelta(days=_DAYS_BACK)
        found = photographed_near(self.record, reach_m=_SAME_PLACE_M, since=since)
        if not found:
            return None
        before = found[0].case
        then = photos_of(before, actor=self.actor, at=at)
        today = self._all_photos
        if not then:
            return None
        return Section(
            title=_("The same place, before and now"),
            template="cases/workbench_before.html",
            context={"before": then[-1], "now": today[0] if today else None, "case": before},
            leads=True,
        )

    # --- around --------------------------------------------------------------------------------------------

    @cached_property
    def _open_near(self) -> Sequence[OpenNear]:
        return open_near(self.record, reach_m=_NEAR_M)

    def map_view(self) -> MapView | None:
        """Return nothing: the map of the workbench stays, and is told where the case is."""
        return None

    def _where(self) -> Mapping[str, object] | None:
        """Return what the map is told: where the case is, and the open ones around it."""
        case = self.record
        if case.place is None:
            return None
        features, states = near_features(self._open_near)
        return {
            "id": case.pk,
            "subject": self.subject,
            "label": case.title,
            "point": [case.place.x, case.place.y],
            "near": {"type": "FeatureCollection", "features": features},
            "clocks": dict(clocks_counted(states)),
        }

    def _near(self) -> Iterator[NearRow]:
        """Yield the nearest open cases and things, with how long one walks to them."""
        case, at = self.record, now()
        if case.place is None:
            return
        reached = (one for one in self._open_near if one.distance_m <= _NEAR_M)
        for one in sorted(reached, key=lambda one: (one.distance_m, one.case.pk))[:_MOST_CASES]:
            yield NearRow(
                icon="folders", name=one.case.title, note=one.case.address, metres=one.distance_m,
                walk_minutes=walk_minutes(one.distance_m),
                url=record_url("cases:workbench-case", one.case.pk), clock=case_clock(one.case, at),
            )  # fmt: skip
        for thing in components_beside(case, reach_m=_NEAR_M, most=_MOST_COMPONENTS):
            yield NearRow(
                icon="map-pin", name=thing.component.name, note=thing.component.code,
                metres=thing.distance_m, walk_minutes=walk_minutes(thing.distance_m),
                url=record_url("ground:component-page", thing.component.pk),
            )  # fmt: skip

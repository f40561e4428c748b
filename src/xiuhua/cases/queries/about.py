"""How many cases there are about a thing of the ground, for its page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases.models import AlarmCase, Case, VideoFinding
from xiuhua.cases.queries.alarms import findings_at, judged_of_rule, links_latest
from xiuhua.cases.terms import AlarmLink, CaseAct, CaseState
from xiuhua.ground.models import Camera, Component, Premises, Unit
from xiuhua.sensing.rules.following import Finding, Followed, Judgement
from xiuhua.shared.actor import Actor
from xiuhua.web import seams
from xiuhua.web.counting import count
from xiuhua.web.parts import Count, Related


def cases_of_component(component: Component) -> Sequence[Related]:
    """Return the cases about a component."""
    return _related("component", component.pk)


def cases_of_premises(premises: Premises) -> Sequence[Related]:
    """Return the cases about premises."""
    return _related("premises", premises.pk)


def cases_of_unit(unit: Unit) -> Sequence[Related]:
    """Return the cases that a unit has or had."""
    return _related("unit", unit.pk)


def findings_of_camera(camera: Camera) -> Sequence[Related]:
    """Return what was found on the picture of a camera."""
    told = VideoFinding.objects.filter(camera=camera).count()
    url = f"{reverse('cases:video-findings')}?camera={camera.pk}"
    return (Related(label=_("Found on video"), url=url, icon="eye", count=Count(number=told)),)


_REFUSALS = {
    "report_outside": gettext_lazy("its place lies in no area that is recorded"),
    "report_too_old": gettext_lazy("it is older than a year"),
}
_OTHER = gettext_lazy("the report was refused")


class CaseFollower:
    """What became of alarms, for sensing's own pages; `sensing.rules.following.Follower`."""

    def cases_of(self, alarm_ids: Collection[int], actor: Actor, language: str) -> Mapping[int, Followed]:
        """Return the case of each alarm; it leads there only whoever may read it."""
        return {
            alarm_id: _followed(link, actor, language) for alarm_id, link in links_latest(alarm_ids).items()
        }

    def judgement_of(self, rule_id: int) -> Judgement:
        """Return what people made of the visible cases of a rule's alarms."""
        confirmed, refuted, undecided = judged_of_rule(rule_id)
        return Judgement(confirmed=confirmed, refuted=refuted, undecided=undecided)

    def findings(
        self, rule_id: int, matter: str, device_ids: Collection[int], since: float, until: float
    ) -> Sequence[Finding]:
        """Return what people found at some devices."""
        rows = findings_at(rule_id, matter, device_ids, since=since, until=until)
        return [
            Finding(device_id=device, since=first, until=last, confirmed=said)
            for device, first, last, said in rows
        ]


def _followed(link: AlarmCase, actor: Actor, language: str) -> Followed:
    case = link.case
    if case is None:
        said = AlarmLink.REFUSED.label(language)
        return Followed(why_none=f"{said}: {_REFUSALS.get(link.refusal, _OTHER)}")
    may = seams.may(actor, CaseAct.READ, case)
    url = reverse("cases:case", args=(case.pk,)) if may else ""
    return Followed(number=case.number, url=url, state=CaseState(case.state))


def _related(column: str, pk: int) -> Sequence[Related]:
    rows = Case.objects.filter(**{f"{column}_id": pk})
    late = rows.filter(over_at__isnull=True, late=True).count()
    url = f"{reverse('cases:cases')}?{column}={pk}"
    return (Related(label=_("Cases"), url=url, icon="folders", count=count(rows, guarded=True), late=late),)

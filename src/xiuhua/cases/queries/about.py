"""How many cases there are about a thing of the ground, for its page."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.cases.models import Case, VideoFinding
from xiuhua.ground.models import Camera, Component, Premises, Unit
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


def _related(column: str, pk: int) -> Sequence[Related]:
    rows = Case.objects.filter(**{f"{column}_id": pk})
    late = rows.filter(over_at__isnull=True, late=True).count()
    url = f"{reverse('cases:cases')}?{column}={pk}"
    return (Related(label=_("Cases"), url=url, icon="folders", count=count(rows, guarded=True), late=late),)

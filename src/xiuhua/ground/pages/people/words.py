"""How people, posts and periods are said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext

from xiuhua.access.terms import Role
from xiuhua.ground.models import Post
from xiuhua.ground.queries.people import (
    people_serving,
)
from xiuhua.web.errors import language
from xiuhua.web.parts import Option

_SUGGESTED = 600


def person_suggestions(areas: Sequence[str]) -> tuple[Option, ...]:
    """Return the people who serve in some areas, for a field that takes a work number."""
    people = people_serving(areas, most=_SUGGESTED)
    return tuple(Option(value=one.work_number, label=f"{one.name} · {one.unit.name}") for one in people)


def role_said(post: Post) -> str:
    """Return what a post is called: the role, and the title it is printed with."""
    return " · ".join(filter(None, (Role(post.role).label(language()), post.title)))


def period_said(since: datetime | None, until: datetime | None) -> str:
    """Return a period in days; one that was taken back has none."""
    if since is None:
        return gettext("taken back before it began")
    first = localtime(since).date().isoformat()
    return (
        f"{first} – {localtime(until):%Y-%m-%d %H:%M}" if until else gettext("since %(day)s") % {"day": first}
    )

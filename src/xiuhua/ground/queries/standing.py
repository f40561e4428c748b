"""For whom an account stands: the firm whose people it belongs to."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from xiuhua.access.services import scope_opened
from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.people import Person, Post
from xiuhua.ground.terms.people import PersonState
from xiuhua.shared.actor import EVERYWHERE


def parties_stood_for(user_id: int | None, *, at: datetime) -> frozenset[int]:
    """Return the parties that an account stands for at an instant.

    A unit whose code is the credit code of a party is that party, and whoever serves in it, or holds a post
    there at `at`, stands for it: no second table says who may speak for whom. A party may be registered in a
    wider area than its people see, so they are found outside the scope; ids alone come back.
    """
    if user_id is None:
        return frozenset()
    with scope_opened((EVERYWHERE,)):
        held = Post.objects.filter(person__user_id=user_id, validity__contains=at)
        own = Person.objects.filter(user_id=user_id, state=PersonState.SERVING.value)
        codes = Q(credit_code__in=own.values("unit__code")) | Q(credit_code__in=held.values("unit__code"))
        return frozenset(Party.objects.filter(codes).values_list("pk", flat=True))

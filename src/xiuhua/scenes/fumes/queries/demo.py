"""What the demo's catering firm stands on."""

from __future__ import annotations

from xiuhua.ground.models import Person, Unit
from xiuhua.scenes.fumes.models import Kitchen
from xiuhua.scenes.fumes.queries.kitchens import kitchens_all


def firm_kitchen(*, most: int) -> Kitchen | None:
    """Return the first of so many kitchens whose firm has a credit code and is no unit yet; None for none."""
    rows = list(kitchens_all().select_related("premises__party").order_by("code")[:most])
    codes = {one.pk: one.premises.party.credit_code for one in rows if one.premises.party}
    taken = set(Unit.objects.filter(code__in=codes.values()).values_list("code", flat=True))
    return next((one for one in rows if codes.get(one.pk) and codes[one.pk] not in taken), None)


def is_posted(username: str) -> bool:
    """Return whether an account is a person's already."""
    return Person.objects.filter(user__username=username).exists()

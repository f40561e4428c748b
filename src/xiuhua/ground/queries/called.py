"""What somebody means who types a name: premises, vehicles and parties of the scope."""

from __future__ import annotations

from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.premises import Premises
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.ground.rules.parties import credit_code_tidied
from xiuhua.ground.rules.vehicles import plate_tidied


def premises_called(typed: str) -> Premises | None:
    """Return the premises that a text means: `CS-1 …` by code, else by a name of one alone."""
    said = typed.strip()
    rows = Premises.objects.defer("search")
    found = list(rows.filter(code=_head(said))[:2]) or list(rows.filter(name=said)[:2])
    return found[0] if len(found) == 1 and said else None


def vehicle_called(typed: str) -> Vehicle | None:
    """Return the vehicle that a text means, by its plate however it is spaced; None for none."""
    said = typed.strip()
    rows = Vehicle.objects.defer("search")
    return rows.filter(plate__in={plate_tidied(said), plate_tidied(_head(said))}).first() if said else None


def party_called(typed: str) -> Party | None:
    """Return the party that a text means: by credit code, else by a name that is one's; None for none."""
    said = typed.strip()
    rows = Party.objects.defer("search")
    found = list(rows.filter(credit_code=credit_code_tidied(_head(said)))[:2]) if said else []
    found = found or list(rows.filter(name=said)[:2])
    return found[0] if len(found) == 1 and said else None


def _head(said: str) -> str:
    return said.split(maxsplit=1)[0] if said else ""

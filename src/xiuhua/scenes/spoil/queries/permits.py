"""What was approved for a site, and what a truck is permitted: certificates, as rules need them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from xiuhua.permits.queries import certificates_in_force, certificates_of
from xiuhua.permits.rules.certificates import CertificateFacts
from xiuhua.scenes.spoil.rules.binding import Leave
from xiuhua.scenes.spoil.rules.permits import APPROVAL, TRANSPORT, leaves_of


def approval_of(premises_id: int, *, at: datetime) -> CertificateFacts | None:
    """Return the approval (处置核准) of a project in force; the latest where there are several."""
    found = certificates_in_force(kind=APPROVAL, at=at, premises_ids=[premises_id])
    return found[-1] if found else None


def permit_of(vehicle_id: int, *, at: datetime) -> CertificateFacts | None:
    """Return the permit (准运证) of a truck in force; the latest where there are several."""
    found = certificates_in_force(kind=TRANSPORT, at=at, vehicle_ids=[vehicle_id])
    return found[-1] if found else None


def leaves_between(
    vehicle_ids: Collection[int], *, since: datetime, until: datetime, docks: Mapping[str, str]
) -> dict[int, list[Leave]]:
    """Return when the permits of some trucks held in a period; `docks` are binding's words for premises."""
    found: dict[int, list[Leave]] = {}
    for facts in certificates_of(TRANSPORT, since, until, vehicle_ids=vehicle_ids):
        if facts.vehicle_id is not None:
            found.setdefault(facts.vehicle_id, []).extend(
                leaves_of(facts, since=since, until=until, docks=docks)
            )
    return found

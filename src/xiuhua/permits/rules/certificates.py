"""What a certificate says and whether it holds, as of any instant.

Source:
    own choice for the form: validity is [since, until); what is amended holds from the instant of the
    amendment on, so that a trip of last week is judged by what was written last week; a suspension is a span,
    a revocation has no end. 行政许可法 Art. 50 (extended before the end), 69 (revoked), 70 (lapsed).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from xiuhua.permits.rules.fields import FieldValue
from xiuhua.permits.terms import CertificateState


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A span [since, until) in which a certificate did not hold; `until` is None while it goes on."""

    since: datetime
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Return whether an instant lies in it."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a certificate said from an instant on: its validity [since, until) and its fields."""

    effective_at: datetime
    since: datetime
    until: datetime | None
    fields: Mapping[str, FieldValue]


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """A certificate as other apps read it: as it stood at the instant, or the end of the period, asked for.

    Args:
        id: the row; `number` what is printed on it; `kind` the key of the declared kind.
        party_id: who holds it; `premises_id`, `vehicle_id` what it is about; `parent_id` under which it was
            given.
        since, until: its validity [since, until); `until` is None where it has no end.
        state: as of that instant.
        fields: the kind's fields, in the forms that `FieldType` says.
        said: everything it has ever said, first to last.
        holds: when it was suspended; `revoked_at` when it was revoked, None where it was not.
    """

    id: int
    number: str
    kind: str
    party_id: int
    premises_id: int | None
    vehicle_id: int | None
    parent_id: int | None
    since: datetime
    until: datetime | None
    state: CertificateState
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    said: tuple[Said, ...] = ()
    holds: tuple[Hold, ...] = ()
    revoked_at: datetime | None = None

    def as_of(self, at: datetime) -> CertificateFacts:
        """Return the certificate as it stood at an instant; before its first version as that says."""
        then = self._said(at)
        return replace(
            self, since=then.since, until=then.until, fields=then.fields, state=self._state(then.until, at)
        )

    def in_force(self, at: datetime) -> bool:
        """Return whether it held at an instant: begun, not over, neither suspended nor revoked."""
        then = self.as_of(at)
        return then.since <= at and then.state is CertificateState.ISSUED

    def _said(self, at: datetime) -> Said:
        heard = [one for one in self.said if one.effective_at <= at]
        return heard[-1] if heard else self.said[0]

    def _state(self, until: datetime | None, at: datetime) -> CertificateState:
        if self.revoked_at is not None and self.revoked_at <= at:
            return CertificateState.REVOKED
        if until is not None and until <= at:
            return CertificateState.EXPIRED
        if any(hold.holds(at) for hold in self.holds):
            return CertificateState.SUSPENDED
        return CertificateState.ISSUED


def state_now(state: CertificateState, until: datetime | None, at: datetime) -> CertificateState:
    """Return where a certificate stands: as stored, or over where its end has passed.

    Source:
        own choice: what was revoked stays called so after its end; a suspension ends with the validity.
    """
    over = until is not None and until <= at
    return CertificateState.EXPIRED if over and state is not CertificateState.REVOKED else state


def validity_fault(since: datetime, until: datetime | None, parent: CertificateFacts | None) -> str | None:
    """Return the code of what is wrong with a validity, or None.

    Codes: `certificate_ends_first`, `certificate_outlives_parent`.

    Source:
        own choice: what is given under a certificate cannot reach beyond it.
    """
    if until is not None and until <= since:
        return "certificate_ends_first"
    if parent is None:
        return None
    too_early = since < parent.since
    too_late = parent.until is not None and (until is None or until > parent.until)
    return "certificate_outlives_parent" if too_early or too_late else None

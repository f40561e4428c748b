"""A certificate as figures see it: what it said and whether it stood by then; its numbers can be added up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from xiuhua.evaluation.queries.facts.tables import Column, FactTable
from xiuhua.permits.terms import CertificateState

_FIELD = re.compile(r"field_([a-z][a-z0-9_]{1,39})")
_HELD = """EXISTS (SELECT FROM permits_certificatehold AS hold WHERE hold.certificate_id = certificate.id
    AND hold.since_at <= asked.at AND (hold.until_at IS NULL OR hold.until_at > asked.at))"""
_STATE = f"""(CASE
    WHEN certificate.revoked_at <= asked.at THEN '{CertificateState.REVOKED.value}'
    WHEN said.until_at <= asked.at THEN '{CertificateState.EXPIRED.value}'
    WHEN {_HELD} THEN '{CertificateState.SUSPENDED.value}'
    ELSE '{CertificateState.ISSUED.value}' END)"""
# What it said: the last version that holds by then, else the first.
_SAID = """
CROSS JOIN LATERAL (
    SELECT version.fields, version.since_at, version.until_at, version.number
    FROM permits_certificateversion AS version
    WHERE version.certificate_id = certificate.id
        AND (version.effective_at <= asked.at OR version.number = 1)
    ORDER BY version.number DESC LIMIT 1
) AS said
"""


class _Columns(Mapping[str, Column]):
    """The columns of a certificate, and one for each field that a kind may declare: `field_<key>`.

    A number is a number; of everything else the figure sees whether it is there.
    """

    def __init__(self, own: Mapping[str, Column]) -> None:
        self._own = own

    def __getitem__(self, name: str) -> Column:
        if name in self._own:
            return self._own[name]
        found = _FIELD.fullmatch(name)
        if found is None:
            raise KeyError(name)
        value = f"said.fields->'{found[1]}'"
        return Column(
            sql=f"(CASE jsonb_typeof({value}) WHEN 'number' THEN ({value})::float8 END)", join="said"
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)


CERTIFICATE_FACTS = FactTable(
    key="certificate",
    source="permits_certificate AS certificate",
    joins={"said": _SAID},
    columns=_Columns(
        {
            "issued_at": Column(sql="certificate.recorded_at"),
            "kind": Column(sql="certificate.kind"),
            "state": Column(sql=_STATE, join="said"),
            "in_force": Column(
                sql=f"({_STATE} = '{CertificateState.ISSUED.value}' AND said.since_at <= asked.at)",
                join="said",
            ),
            "since_at": Column(sql="said.since_at", join="said"),
            "until_at": Column(sql="said.until_at", join="said"),
            "revoked_at": Column(
                sql="(CASE WHEN certificate.revoked_at <= asked.at THEN certificate.revoked_at END)"
            ),
            "party_id": Column(sql="certificate.party_id"),
            "premises_id": Column(sql="certificate.premises_id"),
            "vehicle_id": Column(sql="certificate.vehicle_id"),
            "parent_id": Column(sql="certificate.parent_id"),
            "area_code": Column(sql="certificate.area_code"),
        }
    ),
    identity="certificate.id",
    area="certificate.area_code",
    unchanged="certificate.recorded_at <= asked.at",
    begun="SELECT min(certificate.recorded_at) FROM asked CROSS JOIN permits_certificate AS certificate "
    "WHERE {area} AND (NOT asked.past OR certificate.recorded_at <= asked.at)",
    groups={"area": "area_code"},
)

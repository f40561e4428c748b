"""Files of certificates: issued, amended where they say something else, and taken back."""

from __future__ import annotations

import json

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.loop_kit import MONDAY
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.intake.rules import Applied, Change, Record
from xiuhua.permits.imports import CERTIFICATES, CertificateImporter
from xiuhua.permits.models import Certificate
from xiuhua.permits.tests.permit_kit import CREDIT_CODE, DAY

pytestmark = pytest.mark.slow("builds the town")


def record(**changes: object) -> Record:
    values = {
        "kind": "外摆许可", "number": "A-1", "holder": CREDIT_CODE, "premises": "CS-1", "since": MONDAY,
        "until": MONDAY + 10 * DAY, "fields": json.dumps({"面积": "12.5", "时段": "18:00-02:00"}),
    }  # fmt: skip
    return Record(row=2, values=values | changes)  # type: ignore[arg-type]  # mixed values


def test_a_file_issues_amends_and_is_taken_back(office: Office) -> None:
    clerk, importer = office.loop.actors["clerk"], CertificateImporter()

    def applied(row: Record) -> Applied:
        assert CERTIFICATES.key_made is not None
        key = CERTIFICATES.key_made(row.values)
        known = importer.existing([key], actor=clerk).get(key)
        (made,) = importer.apply([Change(key=key, record=row, before=known)], actor=clerk, at=MONDAY)
        return made

    with scope_opened(("",)):
        faults = importer.faults(
            [record(), record(holder="X"), record(fields="{}"), record(kind="无")], keys=[], actor=clerk
        )
        assert [(one.column, one.code) for one in faults] == [
            ("holder", "certificate_party_unknown"), ("fields", "certificate_field_missing"),
            ("kind", "certificate_kind_unknown"),
        ]  # fmt: skip
        first = applied(record())
        row = Certificate.objects.get()
        assert (row.kind, row.fields["area_m2"], row.version) == ("terrace", 12.5, 1)
        second = applied(record(fields=json.dumps({"面积": "20", "时段": "18:00-02:00"})))
        row.refresh_from_db()
        assert (second.pk, row.fields["area_m2"], row.version) == (first.pk, 20, 2)
        importer.revert([second], actor=clerk, at=MONDAY)
        row.refresh_from_db()
        assert (row.fields["area_m2"], row.version) == (12.5, 3)
        importer.revert([first], actor=clerk, at=MONDAY)
        assert not Certificate.objects.exists()

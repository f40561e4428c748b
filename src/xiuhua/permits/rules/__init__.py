"""Decisions about permits that need no table; `CertificateFacts` is what other apps read of a certificate."""

from xiuhua.permits.rules.certificates import CertificateFacts, Hold, Said
from xiuhua.permits.rules.fields import FieldValue, hours_hold

__all__ = ["CertificateFacts", "FieldValue", "Hold", "Said", "hours_hold"]

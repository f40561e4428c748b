"""Questions about certificates; `certificates_in_force` and `certificates_of` are what scenes ask."""

from xiuhua.permits.queries.certificates import certificates_in_force, certificates_of

__all__ = ["certificates_in_force", "certificates_of"]

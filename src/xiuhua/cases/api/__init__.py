"""The API of the loop."""

from ninja import Router

from xiuhua.cases.api import acts, cases, consultations, reports, settings

router = Router(tags=["cases"])

for part in (reports, cases, acts, consultations, settings):
    router.add_router("", part.router)

__all__ = ["router"]

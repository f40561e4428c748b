"""The API of the loop."""

from ninja import Router

from xiuhua.cases.api import (
    acts,
    alike,
    cases,
    consultations,
    look_backs,
    matters,
    reports,
    settings,
    supervision,
)

router = Router(tags=["cases"])

for part in (
    *(reports, alike, matters, cases, acts, consultations, look_backs),
    *(supervision, settings),
):
    router.add_router("", part.router)

__all__ = ["router"]

"""The API of communities."""

from ninja import Router

from xiuhua.communities.api import grid_notices, health, resources, visits, whistles

router = Router(tags=["communities"])

for part in (whistles, grid_notices, visits, health, resources):
    router.add_router("", part.router)

__all__ = ["router"]

"""The API of the ground."""

from ninja import Router

from xiuhua.ground.api import areas, cameras, catalogue, components, duties, premises, units

router = Router(tags=["ground"])

for part in (areas, components, premises):
    router.add_router("", part.router)

for part in (areas, catalogue, premises):
    router.add_router("", part.router)

for part in (areas, premises, duties):
    router.add_router("", part.router)

for part in (areas, premises, units, cameras):
    router.add_router("", part.router)

__all__ = ["router"]

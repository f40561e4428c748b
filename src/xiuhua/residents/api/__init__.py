"""The API of the ways in."""

from ninja import Router

from xiuhua.residents.api.messages import router as messages_router

router = Router()
router.add_router("", messages_router)

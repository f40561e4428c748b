"""Every address of the product."""

from django.conf import settings
from django.urls import include, path

from xiuhua.access.api import router as access_router
from xiuhua.briefings.api import router as briefings_router
from xiuhua.cases.api import router as cases_router
from xiuhua.communities.api import router as communities_router
from xiuhua.evaluation.api import router as evaluation_router
from xiuhua.files.api import router as files_router
from xiuhua.ground.api import router as ground_router
from xiuhua.inspections.api import router as inspections_router
from xiuhua.intake.api import router as intake_router
from xiuhua.ledger.api import router as ledger_router
from xiuhua.notices.api.notices import router as told_router
from xiuhua.notices.api.webhooks import router as notices_router
from xiuhua.orders.api import router as orders_router
from xiuhua.papers.api import router as papers_router
from xiuhua.permits.api import router as permits_router
from xiuhua.residents.api import router as residents_router
from xiuhua.web.api import api_build
from xiuhua.web.health import healthz, metrics
from xiuhua.web.tiles import tile

api = api_build()
api.add_router("", access_router)
api.add_router("", cases_router)
api.add_router("", orders_router)
api.add_router("", residents_router)
api.add_router("", communities_router)
api.add_router("", files_router)
api.add_router("", ground_router)
api.add_router("", intake_router)
api.add_router("", ledger_router)
api.add_router("", told_router)
api.add_router("", notices_router)
api.add_router("", papers_router)
api.add_router("", briefings_router)
api.add_router("", inspections_router)
api.add_router("", permits_router)
api.add_router("", evaluation_router)

urlpatterns = [
    path("", include("xiuhua.web.urls")),
    path("", include("xiuhua.access.urls")),
    path("", include("xiuhua.ledger.urls")),
    path("", include("xiuhua.files.urls")),
    path("", include("xiuhua.intake.urls")),
    path("", include("xiuhua.papers.urls")),
    path("", include("xiuhua.notices.urls")),
    path("", include("xiuhua.ground.urls")),
    path("", include("xiuhua.sensing.urls")),
    path("", include("xiuhua.cases.urls")),
    path("", include("xiuhua.orders.urls")),
    path("", include("xiuhua.residents.urls")),
    path("", include("xiuhua.communities.urls")),
    path("", include("xiuhua.inspections.urls")),
    path("", include("xiuhua.permits.urls")),
    path("", include("xiuhua.evaluation.urls")),
    path("", include("xiuhua.oversight.urls")),
    path("", include("xiuhua.briefings.urls")),
    *(path(f"scenes/{name.rpartition('.')[2]}/", include(f"{name}.urls")) for name in settings.SCENES),
    path("api/v1/", api.urls),
    path("tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt", tile, name="tile"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
]

handler400 = "xiuhua.web.errors.bad_request"
handler404 = "xiuhua.web.errors.not_found"
handler500 = "xiuhua.web.errors.server_fault"

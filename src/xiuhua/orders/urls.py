"""Addresses of orders and calls."""

from django.urls import URLPattern, path

from xiuhua.orders.pages import calls, links
from xiuhua.orders.pages.orders import acts, board, lists, order, settings

app_name = "orders"

_ORDERS: list[URLPattern] = [
    path("orders", lists.OrderListPage.as_view(), name="orders"),
    path("orders/new", acts.OrderNewPage.as_view(), name="order-new"),
    path("orders/board", board.OrderBoardPage.as_view(), name="order-board"),
    path("orders/<int:order_id>", order.OrderPage.as_view(), name="order"),
    path("orders/<int:order_id>/sign", acts.OrderSignPage.as_view(), name="order-sign"),
    path("orders/<int:order_id>/contact", acts.OrderContactPage.as_view(), name="order-contact"),
    path("orders/<int:order_id>/pass-on", acts.OrderPassOnPage.as_view(), name="order-pass-on"),
    path("orders/<int:order_id>/join", acts.OrderJoinPage.as_view(), name="order-join"),
    path("orders/<int:order_id>/reply", acts.OrderReplyPage.as_view(), name="order-reply"),
    path("orders/<int:order_id>/call-back", acts.OrderCallBackPage.as_view(), name="order-call-back"),
    path("orders/<int:order_id>/redo", acts.OrderRedoPage.as_view(), name="order-redo"),
    path("orders/<int:order_id>/archive", acts.OrderArchivePage.as_view(), name="order-archive"),
    path("orders/<int:order_id>/return-ask", acts.OrderReturnPage.as_view(), name="order-return-ask"),
    path("orders/<int:order_id>/extend-ask", acts.OrderExtendPage.as_view(), name="order-extend-ask"),
    path("orders/<int:order_id>/phone", acts.OrderPhonePage.as_view(), name="order-phone"),
    path("orders/<int:order_id>/phone/shown", acts.OrderPhoneShownPage.as_view(), name="order-phone-shown"),
    path("order-settings", settings.OrderVersionListPage.as_view(), name="order-versions"),
    path("order-settings/new", settings.OrderPublishPage.as_view(), name="order-publish"),
    path("order-settings/<int:version_id>", settings.OrderVersionPage.as_view(), name="order-version"),
    path("calls", calls.CallListPage.as_view(), name="calls"),
    path("calls/desk", calls.CallDeskPage.as_view(), name="call-desk"),
    path("calls/<int:call_id>", calls.CallPage.as_view(), name="call"),
    path("calls/<int:call_id>/register", calls.CallRegisterPage.as_view(), name="call-register"),
    path("calls/<int:call_id>/listen", calls.CallListenPage.as_view(), name="call-listen"),
    path("calls/<int:call_id>/recording", calls.CallRecordingPage.as_view(), name="call-recording"),
    path("links", links.LinkListPage.as_view(), name="links"),
    path("links/new", links.LinkCreatePage.as_view(), name="link-create"),
    path("links/<int:link_id>", links.LinkPage.as_view(), name="link"),
    path("links/<int:link_id>/pause", links.LinkPausePage.as_view(), name="link-pause"),
    path("links/<int:link_id>/resume", links.LinkResumePage.as_view(), name="link-resume"),
]

_RESIDENTS: list[URLPattern] = []

_COMMUNITIES: list[URLPattern] = []

urlpatterns = [*_ORDERS, *_RESIDENTS, *_COMMUNITIES]

"""Addresses of residents' messages."""

from django.urls import URLPattern, path

from xiuhua.residents.pages import messages, receipts, residents, rewards, wechat

app_name = "residents"

_ORDERS: list[URLPattern] = []

_RESIDENTS: list[URLPattern] = [
    path("r", residents.report_page, name="report"),
    path("r/near", residents.near_page, name="near"),
    path("r/sketch.svg", residents.sketch_page, name="sketch"),
    path("r/mine", residents.mine_page, name="mine"),
    path("r/<str:code>", residents.receipt_page, name="receipt"),
    path("r/<str:code>/photos/<int:file_id>/<slug:shape>", residents.photo_page, name="receipt-photo"),
    path("wechat/callback", wechat.callback, name="wechat-callback"),
    path("receipts", receipts.ReceiptListPage.as_view(), name="receipts"),
    path("receipts/answers", receipts.AnswerListPage.as_view(), name="answers"),
    path("receipts/<int:receipt_id>", receipts.ReceiptPage.as_view(), name="receipt-desk"),
    path("rewards", rewards.RewardListPage.as_view(), name="rewards"),
    path("rewards/rules", rewards.RulesListPage.as_view(), name="reward-rules-all"),
    path("rewards/rules/new", rewards.RulesPublishPage.as_view(), name="reward-rules-new"),
    path("rewards/rules/<int:rules_id>", rewards.RulesPage.as_view(), name="reward-rules"),
    path("rewards/<int:reward_id>", rewards.RewardPage.as_view(), name="reward"),
    path("rewards/<int:reward_id>/approve", rewards.RewardApprovePage.as_view(), name="reward-approve"),
    path("rewards/<int:reward_id>/refuse", rewards.RewardRefusePage.as_view(), name="reward-refuse"),
    path("rewards/<int:reward_id>/pay", rewards.RewardPayPage.as_view(), name="reward-pay"),
    path("rewards/<int:reward_id>/give-back", rewards.RewardGiveBackPage.as_view(), name="reward-give-back"),
    path("rewards/<int:reward_id>/staff", rewards.RewardStaffPage.as_view(), name="reward-staff"),
    path("board", messages.MessageListPage.as_view(), name="messages"),
    path("board/replies", messages.ReplyListPage.as_view(), name="replies"),
    path("board/<int:message_id>", messages.MessagePage.as_view(), name="message"),
    path("board/<int:message_id>/case", messages.MessageCasePage.as_view(), name="message-case"),
    path("board/<int:message_id>/reply", messages.MessageReplyPage.as_view(), name="message-reply"),
    path("board/issues", messages.IssueListPage.as_view(), name="issues"),
    path("board/issues/<int:issue_id>", messages.IssuePage.as_view(), name="issue"),
    path("board/issues/<int:issue_id>/case", messages.IssueCasePage.as_view(), name="issue-case"),
    path("board/issues/<int:issue_id>/mark", messages.IssueMarkPage.as_view(), name="issue-mark"),
    path("board/issues/<int:issue_id>/settle", messages.IssueSettlePage.as_view(), name="issue-settle"),
]

_COMMUNITIES: list[URLPattern] = []

urlpatterns = [*_ORDERS, *_RESIDENTS, *_COMMUNITIES]

"""Words of publicity: channels, articles, and what the public says."""

from xiuhua.shared.terms import Term


class MediaChannel(Term):
    """Where it stands to be read or seen."""

    WEIBO = "media_weibo", "微博", "Weibo"
    WEIXIN = "media_weixin", "微信公众号", "WeChat"
    DOUYIN = "media_douyin", "抖音", "Douyin"
    PAPER = "media_paper", "报刊", "Newspaper"
    TELEVISION = "media_television", "电视", "Television"
    WEBSITE = "media_website", "网站", "Website"


class ArticleState(Term):
    """Where an article stands. Being late is no state: it is read off the day."""

    PLANNED = "article_planned", "待撰写", "To be written", "soon"
    WRITTEN = "article_written", "待审核", "To be approved", "brand"
    APPROVED = "article_approved", "待发布", "To be published", "brand"
    PUBLISHED = "article_published", "已发布", "Published", "done"


class ArticleAct(Term):
    """The acts on articles, as the ledger and the act table name them."""

    READ = "article.read", "查看宣传稿件", "Read articles"
    PLAN = "article.plan", "列入宣传计划", "Planned it"
    WRITE = "article.write", "提交稿件", "Handed it in"
    APPROVE = "article.approve", "审核通过", "Approved it"
    SEND_BACK = "article.send_back", "退回修改", "Sent it back"
    PUBLISH = "article.publish", "发布", "Published it"


class OpinionLevel(Term):
    """How far it has spread."""

    ORDINARY = "opinion_ordinary", "一般", "Ordinary"
    GRAVE = "opinion_grave", "较大", "Grave", "soon"
    SEVERE = "opinion_severe", "重大", "Severe", "late"


class OpinionState(Term):
    """Where a clue stands."""

    FOUND = "opinion_found", "待交办", "To be assigned", "soon"
    ASSIGNED = "opinion_assigned", "处置中", "Being handled", "brand"
    HANDLED = "opinion_handled", "待回应", "To be answered", "brand"
    ANSWERED = "opinion_answered", "已回应", "Answered", "done"


class OpinionAct(Term):
    """The acts on clues of public opinion, as the ledger and the act table name them."""

    READ = "opinion.read", "查看舆情", "Read public opinion"
    OWN = "opinion.own", "查看本单位舆情", "Read what the own unit has to handle"
    ENTER = "opinion.enter", "登记舆情", "Entered it"
    ASSIGN = "opinion.assign", "交办", "Assigned it"
    REPORT = "opinion.report", "转为案件", "Reported it as a case"
    HANDLE = "opinion.handle", "报送处置情况", "Said what was done"
    ANSWER = "opinion.answer", "公开回应", "Answered in public"

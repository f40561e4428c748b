"""What residents of the demo district told the city lately; each way in has its own module."""

from xiuhua.residents.demo.boards import boards_told
from xiuhua.residents.demo.reports import mails_told, page_reports_told, wechat_reports_told
from xiuhua.residents.demo.rewards import reward_rules_told

PARTS = (reward_rules_told, page_reports_told, wechat_reports_told, mails_told, boards_told)

"""The demo's service contract: checks, an objection, an amendment, and the last month settled."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Crew, key_of
from xiuhua.cases.demo.load import HOME
from xiuhua.files.services import file_store
from xiuhua.oversight.models import ServiceContract
from xiuhua.oversight.rules.contracts import FEN, holds_from, settled_from, terms_read
from xiuhua.oversight.services import contracts as services
from xiuhua.oversight.services.amendments import NewAmendment, contract_amend
from xiuhua.oversight.terms.contracts import CheckAct
from xiuhua.papers.rules.documents import letter
from xiuhua.papers.services.printing import word_file

_FINANCE, _INSPECTORATE, _OFFICE, _UNIT = "finance", "inspectorate", "cityoffice", "unitclerk"
_TERMS = (
    "道路积尘未及时清扫 | 200\n果壳箱满溢未清运 | 150\n绿化带内有白色垃圾 | 100\n作业人员未按时到岗 | 300"
)
_AMENDED = (
    "道路积尘未及时清扫 | 300\n果壳箱满溢未清运 | 150\n绿化带内有白色垃圾 | 100\n作业人员未按时到岗 | 300\n"
    "共享单车乱停放未归位 | 50"
)
# How many days ago, where, which term was broken and how often; None where nothing was found.
_CHECKS = (
    (52, "滨河路", 0, 2), (47, "人民路", None, 0), (41, "体育场路", 1, 1), (36, "滨河路", 2, 3),
    (9, "步行街", 1, 1), (4, "人民路", None, 0), (1, "体育场路", 0, 1),
)  # fmt: skip


@transaction.atomic
def contracts_told(crew: Crew) -> int:
    """Enter a contract, check it, let its contractor object, and settle the months that are over; once."""
    with scope_opened((HOME,)):
        if ServiceContract.objects.exists():
            return 0
    year = crew.ago(70).year
    with crew.acting(_FINANCE) as actor:
        contract = services.contract_enter(
            new=services.NewContract(
                client_id=key_of("service contract"), name="中心城区道路清扫保洁", paper=f"HW-{year}-01",
                contractor_id=crew.unit(_UNIT), since=date(year, 1, 1), until=date(year + 1, 12, 31),
                month_fen=186_000 * FEN, terms=terms_read(_TERMS) or (),
            ),
            actor=actor, at=crew.ago(70),
        )  # fmt: skip
    checks = []
    for days, place, term, times in _CHECKS:
        at = crew.ago(days, 10)
        with crew.acting(_INSPECTORATE) as actor:
            new = services.NewCheck(on=crew.on(at), place=place, term=term, times=times)
            checks.append(services.contract_check(contract_id=contract.pk, new=new, actor=actor, at=at))
    with crew.acting(_UNIT) as actor:
        services.check_object(
            check_id=checks[2].pk, text="当日已清运两次，检查时刚过高峰。", actor=actor, at=crew.ago(40)
        )
        services.check_object(
            check_id=checks[4].pk, text="满溢系商户当日促销所致。", actor=actor, at=crew.ago(8)
        )
    with crew.acting(_OFFICE) as actor:
        services.check_answer(
            check_id=checks[2].pk, act=CheckAct.REFUSE, text="合同约定随满随清，扣款成立。", actor=actor,
            at=crew.ago(39),
        )  # fmt: skip
    _amend(contract, crew)
    _month_settle(contract, crew.on(crew.ago(52)).replace(day=1), crew)
    return 1


def _amend(contract: ServiceContract, crew: Crew) -> None:
    """Let fee and terms change from the next month on, with the agreement as a Word file."""
    at, since = crew.ago(1, 16), holds_from(crew.today() + timedelta(days=1))
    reason = "新增共享单车归位作业，提高主干道保洁频次。"
    said = (
        f"自{since.year}年{since.month}月1日起，月承包费调整为194000元。",
        "一、考核条款",
        *_AMENDED.replace(" | ", "，每处扣款（元）：").splitlines(),
    )
    paper = letter(title=f"{contract.name}补充协议", paragraphs=(reason, *said), addressee="承包单位")
    with crew.acting(_FINANCE) as actor:
        document = file_store(
            content=word_file([paper]), name="补充协议.docx", area_code=contract.area_code, actor=actor, at=at
        )
        contract_amend(
            contract_id=contract.pk, document=document, actor=actor, at=at,
            new=NewAmendment(
                since=since, month_fen=194_000 * FEN, terms=terms_read(_AMENDED) or (), reason=reason,
                paper=f"{contract.paper}-补1",
            ),
        )  # fmt: skip


def _month_settle(contract: ServiceContract, month: date, crew: Crew) -> None:
    """Settle a month that is over, and let its contractor confirm it."""
    days = (crew.today() - settled_from(month)).days
    if days < 1:
        return
    with crew.acting(_FINANCE) as actor:
        sheet = services.month_settle(contract_id=contract.pk, month=month, actor=actor, at=crew.ago(days))
    at = crew.ago(days, 15)
    with crew.acting(_UNIT) as actor:
        services.settlement_confirm(
            settlement_id=sheet.pk, invoice="FP00000001", actor=actor, at=at + timedelta(minutes=5)
        )

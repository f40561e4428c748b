"""A town for the tests of a running installation, set up by `manage shell`."""

# One street and a handbook of one matter, litter; `by` says who records, and when. What a test needs beside
# them is put behind it.
TOWN = """
import json
from xiuhua.access.queries import actor_of, holdings_at
from xiuhua.access.services import NewRole, account_create, scope_set, token_issue
from xiuhua.access.terms import Role
from xiuhua.cases.queries.ground import item_coded
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.services import NewArea, areas_create_many
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.ground.services.catalogue import catalogue_standard_load
from xiuhua.ground.services.handbook import LineText, handbook_draft, handbook_line_add, handbook_publish
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ground.terms.catalogue import HandbookStart
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.clock import now

CITY, DISTRICT, STREET = "9901", "990101", "990101003"
BOX = {"type": "Polygon", "coordinates": [[[120.1, 30.2], [120.2, 30.2], [120.2, 30.3], [120.1, 30.3],
                                           [120.1, 30.2]]]}
scope_set(("",))
holdings = tuple(Holding(role=role) for role in ("system_admin", "ground_clerk", "data_admin"))
by = {"actor": Actor(name="user:0", holdings=holdings, user_id=0), "at": now()}
calendar_national_ensure(actor=system("setup"), at=now())
catalogue_standard_load(actor=system("setup"), at=now())
areas_create_many(new=[
    NewArea(code=CITY, name="云州市", level=AreaLevel.CITY),
    NewArea(code=DISTRICT, name="云河区", level=AreaLevel.DISTRICT),
    NewArea(code=STREET, name="绣衣街道", level=AreaLevel.STREET, shape=json.dumps(BOX))], **by)
book = handbook_draft(area_code=DISTRICT, title="指挥手册", start=HandbookStart.EMPTY, **by)
hours = Limit(4, TimeUnit.WORK_HOUR)
litter = LineText(filing_condition="有暴露垃圾", limit=hours, closing_condition="已清理")
handbook_line_add(handbook_id=book.pk, item_id=item_coded("06010").pk, text=litter, **by)
handbook_publish(handbook_id=book.pk, document_number="1 号", effective_at=now(), **by)
"""

"""The handbook on the screen: its versions, their lines, and every act on both."""

from xiuhua.ground.pages.handbook.acts import (
    HandbookDraftPage,
    HandbookForm,
    HandbookPublishPage,
    HandbookUnitsPage,
    HandbookWithdrawPage,
)
from xiuhua.ground.pages.handbook.lines import (
    LineAddPage,
    LineChangePage,
    LineDropPage,
    LineForms,
    PhotoAddPage,
    PhotoDropPage,
)
from xiuhua.ground.pages.handbook.lists import HandbookLineListPage, HandbookListPage
from xiuhua.ground.pages.handbook.units import units_offer, units_read
from xiuhua.ground.pages.handbook.versions import HandbookPage

__all__ = [
    "HandbookDraftPage",
    "HandbookForm",
    "HandbookLineListPage",
    "HandbookListPage",
    "HandbookPage",
    "HandbookPublishPage",
    "HandbookUnitsPage",
    "HandbookWithdrawPage",
    "LineAddPage",
    "LineChangePage",
    "LineDropPage",
    "LineForms",
    "PhotoAddPage",
    "PhotoDropPage",
    "units_offer",
    "units_read",
]

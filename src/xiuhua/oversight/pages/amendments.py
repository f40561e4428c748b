"""补充协议 on the screen: entering what a contract says from a day on, with its document."""

from __future__ import annotations

from collections.abc import Mapping

from xiuhua.files.services import file_store
from xiuhua.oversight.forms.contracts import AmendForm
from xiuhua.oversight.pages.contracts import ContractFormPage
from xiuhua.oversight.queries import contracts as queries
from xiuhua.oversight.rules.contracts import FEN, terms_read, terms_told
from xiuhua.oversight.services.amendments import NewAmendment, contract_amend
from xiuhua.oversight.terms.contracts import ContractAct
from xiuhua.scenekit.words import said
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import Done, Sent
from xiuhua.web.pages.making import verb_later


class ContractAmendPage(ContractFormPage[AmendForm]):
    """Entering an amendment: it begins with what the contract says last."""

    act = ContractAct.AMEND.value
    form_class = AmendForm
    title = verb = verb_later(ContractAct.AMEND, "Enter an amendment")
    lead = said(
        zh="已结算的月份不变；承包单位会收到通知。",
        en="Months that were settled stay as they are; the contractor is told.",
    )

    def version(self) -> str:
        """Return how often it was amended."""
        return str(len(queries.versions_of(self.record)))

    def initial(self) -> Mapping[str, object]:
        """Begin with fee and terms as they are last."""
        last = queries.versions_of(self.record)[-1]
        return {"month": f"{last.month_fen / FEN:.2f}", "terms": terms_told(last.terms)}

    def submit(self, sent: Sent[AmendForm]) -> Done:
        """Enter it."""
        typed = sent.form.cleaned_data
        document = file_store(
            content=typed["document"], name=typed["document"].name or "", area_code=self.record.area_code,
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        contract_amend(
            contract_id=self.record.pk, document=document, actor=self.actor, at=sent.at,
            new=NewAmendment(
                since=typed["since"], month_fen=int(typed["month"] * FEN), reason=typed["reason"],
                terms=terms_read(typed["terms"]) or (), paper=typed["paper"],
            ),
        )  # fmt: skip
        return Done(url=self.back_url(), message=ContractAct.AMEND.label(language()))

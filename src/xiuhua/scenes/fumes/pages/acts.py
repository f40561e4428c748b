"""The acts on leads, papers and kitchens, each a form of its own."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from xiuhua.scenekit.words import said
from xiuhua.scenes.fumes import services
from xiuhua.scenes.fumes.forms import (
    JointForm,
    LeadForm,
    PlainForm,
    ReasonForm,
    RecheckForm,
    SampleForm,
    VisitForm,
)
from xiuhua.scenes.fumes.models import Ask, Kitchen, Lead
from xiuhua.scenes.fumes.queries import kitchens as queries
from xiuhua.scenes.fumes.queries.units import units_offered
from xiuhua.scenes.fumes.services import Sampled
from xiuhua.scenes.fumes.terms import Act, Cause
from xiuhua.shared.errors import Invalid
from xiuhua.shared.ids import uuid7
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.parts import Crumb, Option


class _LeadFormPage(FormPage[Lead, F]):
    kind = "fume_lead"
    menu = "fumes"

    def load(self) -> Lead:
        """Return the lead of the URL."""
        return queries.lead_get(self.kwargs["lead_id"])

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def back_url(self) -> str:
        """Return the page of the lead."""
        return reverse("fumes:lead", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down."""
        return (
            Crumb(label=str(said(zh="油烟线索", en="Leads")), url=reverse("fumes:leads")),
            Crumb(label=self.record.kitchen.name, url=self.back_url()),
        )

    def done(self, zh: str, en: str) -> Done:
        """Return to the lead, saying what was done."""
        return Done(url=self.back_url(), message=str(said(zh=zh, en=en)))


class VisitPage(_LeadFormPage[VisitForm]):
    """Entering a visit."""

    act = Act.VISIT
    form_class = VisitForm
    title = said(zh="登记现场核查", en="Enter a visit")
    lead = said(
        zh="属实后可以立案；不属实则线索结束。",
        en="Where it is so it may become a case; else the lead is over.",
    )
    verb = said(zh="登记", en="Enter")

    def submit(self, sent: Sent[VisitForm]) -> Done:
        """Enter it."""
        typed = sent.form.cleaned_data
        services.lead_visit(
            lead_id=self.record.pk,
            is_so=typed["found"] == "so",
            note=typed["note"],
            actor=self.actor,
            at=sent.at,
        )
        return self.done("已登记核查", "Entered")


class SamplePage(_LeadFormPage[SampleForm]):
    """Entering a certified sampling."""

    act = Act.SAMPLE
    form_class = SampleForm
    title = said(zh="登记法定采样检测", en="Enter a certified sampling")
    lead = said(
        zh="按有资质机构的检测报告填写，标准状态干烟气。",
        en="As the accredited body's report says, at standard dry state.",
    )
    verb = said(zh="登记", en="Enter")

    def submit(self, sent: Sent[SampleForm]) -> Done:
        """Enter it."""
        services.lead_sample(
            lead_id=self.record.pk, sampled=Sampled(**sent.form.cleaned_data), actor=self.actor, at=sent.at
        )
        return self.done("已登记采样", "Entered")


class FilePage(_LeadFormPage[PlainForm]):
    """Making a lead a case."""

    act = Act.FILE
    form_class = PlainForm
    title = said(zh="线索立案", en="Make it a case")
    lead = said(
        zh="查实情况写入案件，由指挥中心受理、派遣。",
        en="What was found goes into the case, which the command centre dispatches.",
    )
    verb = said(zh="立案", en="Make it a case")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Make it one."""
        services.lead_file(lead_id=self.record.pk, client_id=uuid7(), actor=self.actor, at=sent.at)
        return self.done("已转为案件", "It is a case now")


class LetterPage(_LeadFormPage[PlainForm]):
    """Drafting the notice."""

    act = Act.LETTER
    form_class = PlainForm
    title = said(zh="起草告知函", en="Draft the notice")
    lead = said(
        zh="由监测与核查记录起草；修改、定稿后取得文号，再登记送达。",
        en="Drafted from the record; edit it, make it final, then hand it over.",
    )
    verb = said(zh="起草", en="Draft")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Draft it and lead to it."""
        ask = services.lead_letter(lead_id=self.record.pk, actor=self.actor, at=sent.at)
        url = reverse("papers:paper", args=(ask.paper_id,))
        return Done(url=url, message=str(said(zh="已起草告知函", en="Drafted")))


class RecheckPage(_LeadFormPage[RecheckForm]):
    """Entering the second check."""

    act = Act.RECHECK
    form_class = RecheckForm
    title = said(zh="登记复查", en="Enter the second check")
    verb = said(zh="登记", en="Enter")

    def submit(self, sent: Sent[RecheckForm]) -> Done:
        """Enter it."""
        typed = sent.form.cleaned_data
        services.lead_recheck(
            lead_id=self.record.pk,
            is_right=typed["found"] == "right",
            note=typed["note"],
            actor=self.actor,
            at=sent.at,
        )
        return self.done("已登记复查", "Entered")


class ClosePage(_LeadFormPage[PlainForm]):
    """Closing a lead."""

    act = Act.CLOSE
    form_class = PlainForm
    title = said(zh="办结线索", en="Close the lead")
    verb = said(zh="办结", en="Close")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Close it."""
        services.lead_close(lead_id=self.record.pk, actor=self.actor, at=sent.at)
        return self.done("已办结", "Closed")


class DropPage(_LeadFormPage[ReasonForm]):
    """Dropping a lead."""

    act = Act.DROP
    form_class = ReasonForm
    title = said(zh="撤销线索", en="Drop the lead")
    verb = said(zh="撤销", en="Drop")
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Drop it."""
        services.lead_drop(
            lead_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return self.done("已撤销", "Dropped")


class SendPage(FormPage[Ask, PlainForm]):
    """Noting that a paper was handed over."""

    kind = "fume_ask"
    menu = "fumes"
    act = Act.SEND
    form_class = PlainForm
    title = said(zh="登记送达", en="Hand the paper over")
    lead = said(
        zh="送达后开始计算整改期限，店家在自己的页面看到并回复。",
        en="The days begin now; the kitchen sees it on its page and answers.",
    )
    verb = said(zh="已送达", en="Handed over")

    def load(self) -> Ask:
        """Return the paper of the URL."""
        return queries.ask_get(self.kwargs["ask_id"])

    def version(self) -> str:
        """Return when it last changed."""
        return self.record.updated_at.isoformat()

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Note it."""
        services.ask_send(ask_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=str(said(zh="已登记送达", en="Handed over")))

    def back_url(self) -> str:
        """Return the lead, or the list."""
        if self.record.lead_id is not None:
            return reverse("fumes:lead", args=(self.record.lead_id,))
        return reverse("fumes:asks")


class _KitchenActPage(FormPage[Kitchen, F]):
    kind = "fume_kitchen"
    menu = "fumes"

    def load(self) -> Kitchen:
        """Return the kitchen of the URL."""
        return queries.kitchen_get(self.kwargs["kitchen_id"])

    def back_url(self) -> str:
        """Return the page of the kitchen."""
        return reverse("fumes:kitchen", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down."""
        return (
            Crumb(label=str(said(zh="餐饮店", en="Kitchens")), url=reverse("fumes:kitchens")),
            Crumb(label=self.record.name, url=self.back_url()),
        )


class LeadOpenPage(_KitchenActPage[LeadForm]):
    """Opening a lead by hand."""

    act = Act.LEAD
    form_class = LeadForm
    title = said(zh="形成线索", en="Open a lead")
    verb = said(zh="形成线索", en="Open")

    def submit(self, sent: Sent[LeadForm]) -> Done:
        """Open it."""
        lead = services.lead_open(
            kitchen_id=self.record.pk,
            cause=Cause.BY_HAND,
            note=sent.form.cleaned_data["note"],
            actor=self.actor,
            at=sent.at,
        )
        url = reverse("fumes:lead", args=(lead.pk,))
        return Done(url=url, message=str(said(zh="已形成线索", en="Opened")))


class DemandPage(_KitchenActPage[PlainForm]):
    """Drafting the demand about a report."""

    act = Act.DEMAND
    form_class = PlainForm
    title = said(zh="起草整改通知书", en="Draft a demand")
    lead = said(
        zh="检测报告过期或缺失时，要求限期检测并备案。", en="For a report that has expired or is missing."
    )
    verb = said(zh="起草", en="Draft")

    def submit(self, sent: Sent[PlainForm]) -> Done:
        """Draft it and lead to it."""
        ask = services.kitchen_demand(kitchen_id=self.record.pk, actor=self.actor, at=sent.at)
        url = reverse("papers:paper", args=(ask.paper_id,))
        return Done(url=url, message=str(said(zh="已起草整改通知书", en="Drafted")))


class JointPage(_KitchenActPage[JointForm]):
    """Calling several departments to a small kitchen."""

    act = Act.JOINT
    form_class = JointForm
    title = said(zh="吹哨联合整治", en="Call for joint action")
    lead = said(
        zh="投诉与监测一并写入哨单，各单位按时限到场。",
        en="Complaints and the monitor go into the whistle; departments check in by its limits.",
    )
    verb = said(zh="吹哨", en="Call")

    def prepare(self, form: JointForm) -> None:
        """Offer departments."""
        offered = tuple(Option(value=one.name, label=one.short_name or one.code) for one in units_offered())
        for name in ("lead", "helpers"):
            form.fields[name].widget.suggestions = offered

    def submit(self, sent: Sent[JointForm]) -> Done:
        """Call them."""
        typed = sent.form.cleaned_data
        known = {one.name: one.pk for one in units_offered()}
        names = [one.strip() for one in typed["helpers"].replace("，", "、").split("、") if one.strip()]
        wrong = {
            name: "fume_unit_unknown"
            for name, told in (("lead", [typed["lead"].strip()]), ("helpers", names))
            if any(one not in known for one in told)
        }
        if wrong:
            raise Invalid(fields=wrong)
        whistle = services.kitchen_joint(
            kitchen_id=self.record.pk,
            lead_unit_id=known[typed["lead"].strip()],
            helper_ids=tuple(known[one] for one in names),
            actor=self.actor,
            at=sent.at,
        )
        url = reverse("communities:whistle", args=(whistle,))
        return Done(url=url, message=str(said(zh="已吹哨", en="Called")))

"""Names and paths of catering fume."""

from django.urls import path

from xiuhua.scenes.fumes.pages import acts, front, kitchens, leads, own

app_name = "fumes"
urlpatterns = [
    path("", front.FumeFrontPage.as_view(), name="front"),
    path("kitchens", kitchens.KitchenListPage.as_view(), name="kitchens"),
    path("kitchens/<int:kitchen_id>", kitchens.KitchenPage.as_view(), name="kitchen"),
    path("kitchens/<int:kitchen_id>/revise", kitchens.KitchenRevisePage.as_view(), name="kitchen-revise"),
    path("kitchens/<int:kitchen_id>/lead", acts.LeadOpenPage.as_view(), name="lead-open"),
    path("kitchens/<int:kitchen_id>/demand", acts.DemandPage.as_view(), name="demand"),
    path("kitchens/<int:kitchen_id>/joint", acts.JointPage.as_view(), name="joint"),
    path("limits", kitchens.LimitsPage.as_view(), name="limits"),
    path("exceedances", leads.ExceedanceListPage.as_view(), name="exceedances"),
    path("leads", leads.LeadListPage.as_view(), name="leads"),
    path("leads/<int:lead_id>", leads.LeadPage.as_view(), name="lead"),
    path("leads/<int:lead_id>/visit", acts.VisitPage.as_view(), name="visit"),
    path("leads/<int:lead_id>/sample", acts.SamplePage.as_view(), name="sample"),
    path("leads/<int:lead_id>/file", acts.FilePage.as_view(), name="file"),
    path("leads/<int:lead_id>/letter", acts.LetterPage.as_view(), name="letter"),
    path("leads/<int:lead_id>/recheck", acts.RecheckPage.as_view(), name="recheck"),
    path("leads/<int:lead_id>/close", acts.ClosePage.as_view(), name="close"),
    path("leads/<int:lead_id>/drop", acts.DropPage.as_view(), name="drop"),
    path("papers", leads.AskListPage.as_view(), name="asks"),
    path("papers/<int:ask_id>/send", acts.SendPage.as_view(), name="send"),
    path("own", own.OwnListPage.as_view(), name="own"),
    path("own/<int:kitchen_id>", own.OwnKitchenPage.as_view(), name="own-kitchen"),
    path("own/papers/<int:ask_id>.docx", own.own_paper, name="own-paper"),
    path("own/papers/<int:ask_id>/answer", own.AnswerPage.as_view(), name="answer"),
]

"""How a post is assessed on the screen: the next version of its scheme."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from xiuhua.evaluation.forms.assessments import PostSchemeForm, scheme_of, typed_of
from xiuhua.evaluation.models import PostScheme
from xiuhua.evaluation.pages.closings import MENU
from xiuhua.evaluation.queries import posts as queries
from xiuhua.evaluation.rules.assessing import AssessItem, PostBody, body_read
from xiuhua.evaluation.services.assessments import post_scheme_publish
from xiuhua.evaluation.terms.assessments import AssessedPost, AssessmentAct, ItemSource
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import Done, Sent
from xiuhua.web.pages.making import NewPage

_USUAL = PostBody(
    items=(
        AssessItem(source=ItemSource.VOLUME, weight=30, target=100),
        AssessItem(source=ItemSource.TIMELINESS, weight=40),
        AssessItem(source=ItemSource.QUALITY, weight=20),
        AssessItem(source=ItemSource.PRESENCE, weight=10, target=20),
    )
)


class PostSchemePage(NewPage[PostScheme, PostSchemeForm]):
    """The next version of how a post is assessed."""

    kind = "post_scheme"
    menu = MENU
    row = PostScheme
    list_url_name = "evaluation:assessments"
    act = AssessmentAct.SCHEME.value
    form_class = PostSchemeForm
    title = gettext_lazy("Scheme of a post")
    lead = gettext_lazy(
        "Weights make 100. Only what the person could influence counts, not time spent waiting elsewhere."
    )
    verb = gettext_lazy("Publish")

    def initial(self) -> Mapping[str, object]:
        """Begin with what holds now for the post that is named, else with the usual one."""
        asked = self.request.GET.get("post", "")
        post = AssessedPost(asked) if asked in list(AssessedPost) else AssessedPost.COLLECTOR
        known = queries.scheme_latest(seams.area_for(self.actor, self.act), post)
        return {"post": post.value, **typed_of(body_read(known.body) if known else _USUAL)}

    def submit(self, sent: Sent[PostSchemeForm]) -> Done:
        """Publish it."""
        typed = sent.form.cleaned_data
        post_scheme_publish(
            area_code=seams.area_for(self.actor, self.act), post=AssessedPost(typed["post"]),
            body=scheme_of(typed), reason=typed["reason"], actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=self.back_url(), message=AssessmentAct.SCHEME.label(language()))

"""`./xiuhua report KIND`: a briefing or the annual report as a Word file, as of now or of an instant."""

from __future__ import annotations

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiuhua.access.queries import account_named, user_and_actor
from xiuhua.access.services import require, scope_opened
from xiuhua.briefings.queries.documents import organ_of
from xiuhua.briefings.rules.declaring import Template
from xiuhua.briefings.rules.templates import TEMPLATES, templates_for
from xiuhua.briefings.services.drafting import Wish, draft_document, draft_made, wish_read
from xiuhua.briefings.terms import BriefingKind
from xiuhua.evaluation.queries.asking import as_of_read
from xiuhua.evaluation.terms import FigureAct
from xiuhua.papers.services import word_file
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError, NotPermitted
from xiuhua.web import seams
from xiuhua.web.sentences import error_sentence, field_sentences

REFUSED = 2


class Command(BaseCommand):
    """`manage report KIND --area A [--year Y | --period P] -o FILE.docx [--template T] [--as-of T]`."""

    help = "Write a briefing as a Word file. Whoever may run this on the machine sees every area."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read what is asked."""
        parser.add_argument("kind", choices=[one.slug for one in BriefingKind])
        parser.add_argument("--area", required=True, help="area code")
        parser.add_argument("--year", default="", help="2026")
        parser.add_argument("--period", default="", help="2026-03-02, 2026-W10, 2026-03, 2026-Q1 or 2026")
        parser.add_argument("-o", "--output", required=True, help="the Word file")
        parser.add_argument(
            "--template", default="", choices=["", *TEMPLATES], help="another than the usual one"
        )
        parser.add_argument("--as-of", default="", help="count what was recorded by this instant")
        parser.add_argument("--organ", default="", help="the red head; the area's bureau without")
        parser.add_argument("--as", dest="username", default="", help="what this account may see")
        parser.add_argument("--language", default="zh-hans", choices=("zh-hans", "en"), help="of refusals")

    def handle(self, **options: object) -> None:
        """Count, write, and say how much."""
        told = {key: str(value) for key, value in options.items()}
        at, area = now(), told["area"]
        template = _template(BriefingKind(f"briefing_{told['kind']}"), told["template"])
        wish = Wish(template=template.key, area=area, period=told["year"] or told["period"])
        try:
            with scope_opened((_area_allowed(told["username"], area),)):
                as_of = as_of_read(told["as_of"], at=at) or at
                _template_known, period = wish_read(wish, at=at)
                draft = draft_made(template, area=area, period=period, at=at, as_of=as_of)
                organ = told["organ"] or organ_of(area)
                content = word_file([draft_document(draft, organ=organ, as_of=as_of)])
        except CityError as refusal:
            wrong = " ".join(field_sentences(refusal, told["language"]).values())
            self.stderr.write(wrong or error_sentence(refusal, told["language"]))
            sys.exit(REFUSED)
        Path(told["output"]).write_bytes(content)
        self.stdout.write(
            f"{told['output']}: {draft.title}, {len(draft.figures)} figures, {len(draft.plots)} charts"
        )


def _template(kind: BriefingKind, key: str) -> Template:
    known = templates_for(kind)
    found = known[0] if not key else TEMPLATES[key]
    if found not in known:
        names = ", ".join(one.key for one in known)
        raise CommandError(f"{key} is no template of {kind.slug}: {names}", returncode=REFUSED)
    return found


def _area_allowed(username: str, area: str) -> str:
    """Return the scope to open: everywhere, or the area where an account may read figures there.

    Raises:
        CityError: the account may not.
    """
    if not username:
        return EVERYWHERE
    user = account_named(username)
    found = user_and_actor(user.pk, at=now()) if user else None
    if found is None:
        raise CommandError(f"there is no active account {username}", returncode=REFUSED)
    require(found[1], FigureAct.READ)
    if not area.startswith(seams.areas_for(found[1], FigureAct.READ)):
        raise NotPermitted(act=FigureAct.READ.value)
    return area

"""What pages of contests share: a league table with its arithmetic, and triggers in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.evaluation.models import Round, Scheme, Standing
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.queries import standings as standing_queries
from xiuhua.evaluation.queries.standings import Ranking
from xiuhua.evaluation.rules.advice import APART, sureness_of
from xiuhua.evaluation.rules.schemes import WEIGHED, SchemeBody
from xiuhua.evaluation.rules.triggers import PRINTED, Fired
from xiuhua.evaluation.terms.contests import Grade, ItemKind, Outcome, Party, Position, Unranked
from xiuhua.scenekit.words import said
from xiuhua.web.errors import language
from xiuhua.web.pages.asking import Asked
from xiuhua.web.pages.columns import tag_of
from xiuhua.web.pages.lists import ListPage, M
from xiuhua.web.pages.preferences import Preference
from xiuhua.web.parts import Crumb, ListView, Section, Tag

MENU = "contests"
_FEN = 100


def round_crumbs(one: Round) -> tuple[Crumb, ...]:
    """Return the way down to a page beneath a round."""
    return (
        Crumb(label=_("Contests"), url=reverse("evaluation:contests")),
        Crumb(label=one.name, url=reverse("evaluation:contest", args=(one.pk,))),
    )


class BeneathRounds(ListPage[M]):
    """A list to which a round leads: the way down begins at the contests and names the round asked for."""

    def view(self, asked: Asked, preference: Preference) -> ListView:
        """Return the list, with what stands above it."""
        view = super().view(asked, preference)
        return replace(view, crumbs=(*_above(asked), *view.crumbs))


def _above(asked: Asked) -> tuple[Crumb, ...]:
    wanted = asked.held.get("round", {}).get("round", ())
    one = queries.rounds_all().filter(pk=int(wanted[0])).first() if len(wanted) == 1 else None
    return round_crumbs(one) if one else (Crumb(label=_("Contests"), url=reverse("evaluation:contests")),)


@dataclass(frozen=True, kw_only=True)
class ArithmeticRow:
    """One line of a score: `86.50 × 30 ÷ 100 = 25.95`."""

    label: str
    told: str
    months: str
    points: str
    parties: str = ""


@dataclass(frozen=True, kw_only=True)
class LeagueRow:
    """One place of a league table.

    Args:
        why: why there is no rank; empty where there is one.
        before: the rank of the period before; None where there was none.
        turn: whether it went up or down since.
    """

    name: str
    rank: int | None
    score: Decimal | None
    why: str
    before: int | None
    turn: Literal["up", "down", "same", ""]
    samples: int
    grade: Tag | None
    lines: tuple[ArithmeticRow, ...]
    total: str
    marks_url: str = ""


def league_published(one: Round, standings: Sequence[Standing], marks_url: str) -> tuple[LeagueRow, ...]:
    """Return the table of a published round."""
    body, before = queries.body_of(one), standing_queries.ranks_before(one)
    return tuple(
        LeagueRow(
            name=row.subject_name, rank=row.rank, score=row.score,
            why=Unranked(row.unranked).label(language()) if row.unranked else "",
            before=before.get(row.subject_code), turn=_turn(row.rank, before.get(row.subject_code)),
            samples=row.samples, grade=tag_of(Grade(row.grade)) if row.grade else None,
            lines=arithmetic(body, row.lines), total=_total(row.lines, row.score),
            marks_url=f"{marks_url}&subject={row.subject_code}" if marks_url else "",
        )
        for row in standings
    )  # fmt: skip


def league_now(ranking: Ranking, marks_url: str) -> tuple[LeagueRow, ...]:
    """Return the table of a round as it would be published now."""
    return tuple(
        LeagueRow(
            name=stand.subject.name, rank=stand.place.rank if stand.place else None, score=stand.result.score,
            why=stand.result.why.label(language()) if stand.result.why else "", before=stand.before,
            turn=_turn(stand.place.rank if stand.place else None, stand.before),
            samples=stand.result.samples, grade=tag_of(stand.grade) if stand.grade else None,
            lines=arithmetic(ranking.body, told), total=_total(told, stand.result.score),
            marks_url=f"{marks_url}&subject={stand.subject.code}" if marks_url else "",
        )
        for stand in ranking.stands
        for told in [[standing_queries.line_told(line) for line in stand.result.lines]]
    )  # fmt: skip


def _turn(rank: int | None, before: int | None) -> Literal["up", "down", "same", ""]:
    if rank is None or before is None:
        return ""
    return "same" if rank == before else "up" if rank < before else "down"


Told = Mapping[str, Any]  # a line of arithmetic as JSON holds it


def arithmetic(body: SchemeBody, lines: Iterable[Told]) -> tuple[ArithmeticRow, ...]:
    """Return the lines of a score in words."""
    items = {item.key: item for item in body.items}
    here = language()
    return tuple(
        ArithmeticRow(
            label=items[line["item"]].label(here) if line["item"] in items else line["item"],
            told=_line_told(line), points=_number(line["points"]),
            months=" · ".join(f"{month} {_number(mean)}" for month, mean in line["months"])
            if len(line["months"]) > 1
            else "",
            parties=" · ".join(
                f"{Party(party).label(here)} {_number(mean)}" for party, mean in line.get("parties", ())
            ),
        )
        for line in lines
    )  # fmt: skip


def _line_told(line: Told) -> str:
    value = _number(line["value"])
    if line["kind"] == ItemKind.FINDINGS:
        problems = line["months"][0][1] if line["months"] else "0"
        words = str(said(zh="{value}（问题 {problems} 个）", en="{value} ({problems} problems)"))
        value = words.format(value=value, problems=problems)
    if line["kind"] in WEIGHED:
        return f"{value} × {line['weight']} ÷ 100"
    if _number(line["points"]).lstrip("-") != value:
        return _("%(points)s points, capped") % {"points": value}
    return _("%(points)s points") % {"points": value}


def _total(lines: Iterable[Told], score: Decimal | None) -> str:
    if score is None:
        return ""
    return " + ".join(_number(line["points"]) for line in lines).replace("+ -", "− ") + f" = {score}"


def _number(text: str) -> str:
    """Return a number of up to six decimals without the noughts at its end."""
    value = Decimal(text)
    return (
        f"{value.quantize(Decimal('0.01')):f}"
        if value == value.quantize(Decimal("0.01"))
        else f"{value.normalize():f}"
    )


def scheme_name(one: Scheme) -> str:
    """Return what a scheme is called, in the reader's language."""
    return one.zh if language().startswith("zh") else one.en or one.zh


def rule_words(key: str) -> str:
    """Return what a trigger looks at, in words: its key is the number of a rule, which nobody knows."""
    known = next((one for one in PRINTED if one.key == key), None)
    return known.position.label(language()) if known else key


def fired_words(found: Fired, names: Mapping[str, str]) -> str:
    """Return why a trigger is met, with the sequence of ranks that met it."""
    trigger, here = found.trigger, language()
    ranks = _("; ").join(
        _("%(period)s rank %(rank)s of %(of)s, %(score)s points")
        % {"period": row.period, "rank": row.place.rank, "of": row.place.of, "score": row.score}
        for row in found.rounds
        if row.place is not None
    )
    if trigger.position is Position.BELOW_MEAN and found.mean is not None:
        ranks = f"{ranks} < {_('mean')} {found.mean:.4f}"
    who = ""
    if trigger.outcome is Outcome.INTERVIEW and trigger.interviewer and trigger.interviewee:
        who = f"{trigger.interviewer.label(here)} → {trigger.interviewee.label(here)}"
    elif trigger.line is not None:
        who = f"{'≥' if trigger.outcome is Outcome.RED else '<'} {trigger.line}"
    elif trigger.grade is not None:
        who = " ".join(part for part in (trigger.grade.label(here), yuan(trigger.amount_fen)) if part)
    return " · ".join(
        part
        for part in (
            trigger.position.label(here),
            names.get(found.subject, found.subject),
            trigger.outcome.label(here),
            who,
            ranks,
        )
        if part
    )


def yuan(fen: int | None) -> str:
    """Return an amount of money in yuan; empty for none."""
    return "" if fen is None else f"¥{fen / _FEN:,.2f}"


def sureness_sections(one: Round, scores: Mapping[str, Decimal | None]) -> tuple[Section, ...]:
    """Return how sure the order is, as advice beside the scores; nothing where no sheets spread."""
    held = {code: float(score) for code, score in scores.items() if score is not None}
    errors = standing_queries.errors_of(one, held)
    if not any(error is not None for error in errors.values()):
        return ()
    names = {subject.code: subject.name for subject in queries.subjects_of(one)}
    told = sureness_of(held, errors)
    rows = [
        (
            names.get(code, code), "—" if sure.error is None else f"± {APART * sure.error:.2f}",
            "—" if sure.shrunk is None else f"{sure.shrunk:.2f}",
            str(sure.best) if sure.best == sure.worst else f"{sure.best} – {sure.worst}",
        )
        for code, sure in sorted(told.items(), key=lambda pair: -pair[1].score)
    ]  # fmt: skip
    heads = (
        said(zh="对象", en="Who is ranked"), said(zh="抽样误差", en="Error of sampling"),
        said(zh="参考分", en="Drawn to the mean"), said(zh="可能的名次", en="Ranks within the error"),
    )  # fmt: skip
    lead = said(
        zh="仅供参考，不影响名次。误差由各抽样点打分的离散程度算出（九成把握）；样本越少，参考分越向平均分靠拢。"
        "“可能的名次”只看超出误差的差距。",
        en="Advice only: ranks stay as they are. The error comes from the spread of the sheets (9 in 10); "
        "the fewer the sheets, the more the score is drawn to the mean. Ranks within the error count only "
        "what is further apart than that.",
    )
    return (
        Section(
            title=str(said(zh="名次有多稳", en="How sure the order is")), template="evaluation/sureness.html",
            context={"rows": rows, "heads": heads, "lead": lead},
        ),
    )  # fmt: skip

"""Suggested matters: learnt by a command, asked live, stored by the tail, accepted by a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction
from django.test import Client

from xiuhua.access.services import scope_opened, scope_set
from xiuhua.cases import tails
from xiuhua.cases.models import Case, MatterModel, MatterSuggestion, Move
from xiuhua.cases.queries.matters import matters_found
from xiuhua.cases.services.learning import Labelled, TooFewTexts, matters_learn
from xiuhua.cases.services.matters import matter_model_keep, matters_suggest
from xiuhua.cases.tails import MATTERS
from xiuhua.cases.terms import CaseAct
from xiuhua.cases.tests.door_kit import door
from xiuhua.cases.tests.loop_kit import PASSWORD, Loop, after
from xiuhua.ledger.models import Entry, TailCursor
from xiuhua.ledger.queries import SealedEntry
from xiuhua.ledger.services import seal
from xiuhua.ledger.tails import tail_run_once
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.errors import Invalid, NotPermitted
from xiuhua.web.testing import Budget

TRAINER = system("matter_train")
_PLACES = ("滨河路", "云台路", "学院路", "体育场", "菜市场", "东门", "南街", "北巷", "小学旁", "车站前")
_SAID = {
    "06010": ("路边有一堆垃圾没人清理", "生活垃圾扔在地上发臭", "垃圾袋丢得到处都是", "一地垃圾"),
    "07001": ("电线杆贴满小广告", "墙上喷了办证电话", "楼道里全是贴纸广告", "小广告清了又贴"),
    "06013": ("路面塌了一个大坑", "道路坑坑洼洼很颠", "马路裂开了下雨积水", "路面破损骑车摔跤"),
}


def labelled() -> list[Labelled]:
    """Texts of three matters, each said of ten places."""
    return [
        Labelled(text=f"{place}{said}", label=code)
        for code, told in _SAID.items()
        for said in told
        for place in _PLACES
    ]


def trained(at_minute: int = 0) -> MatterModel:
    learnt = matters_learn(labelled())
    return matter_model_keep(learnt=learnt, source="tests", actor=TRAINER, at=after(at_minute))


# --- learning -----------------------------------------------------------------------------------------------


@pytest.mark.slow("reads a dictionary and fits a model")
def test_a_model_learns_measures_itself_on_what_it_has_not_seen_and_says_which_words_spoke(
    loop: Loop,
) -> None:
    row = trained()
    assert (row.number, row.labels) == (1, 3)
    assert row.measured["texts"] > 8
    assert row.measured["top1"] > 0.9
    assert row.digest == sha256(bytes(row.packed)).hexdigest()
    entry = Entry.objects.get(act="matter_model.train")
    assert entry.detail["digest"] == row.digest
    first = matters_found("公园门口路面有个大坑")[0]
    assert (first.code, first.model_number) == ("06013", 1)
    assert first.confidence > 0.6
    assert set(first.words) & {"路面", "大坑"}
    assert trained(1).number == 2
    assert matters_found("公园门口路面有个大坑")[0].model_number == 2


def test_a_version_cannot_be_changed_not_even_by_the_product_itself(loop: Loop) -> None:
    row = MatterModel.objects.create(
        number=9, source="x", texts=1, labels=1, measured={}, digest="0" * 64, packed=b"", trained_at=after(0)
    )
    for forbidden in (MatterModel.objects.filter(pk=row.pk).delete, row.save):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            forbidden()


@pytest.mark.slow("fits a model")
def test_who_may_not_and_what_is_no_matter_is_refused_and_leaves_no_trace(loop: Loop) -> None:
    strange = [Labelled(text=one.text, label=f"x{one.label}") for one in labelled()]
    collector = Actor(name="user:1", holdings=(Holding(role="collector"),))
    learnt = matters_learn(labelled())
    with pytest.raises(NotPermitted):
        matter_model_keep(learnt=learnt, source="tests", actor=collector, at=after(0))
    with pytest.raises(Invalid) as refused:
        matter_model_keep(learnt=matters_learn(strange), source="tests", actor=TRAINER, at=after(0))
    assert refused.value.fields == {"labels": "matter_label_unknown"}
    assert not MatterModel.objects.exists()
    assert not Entry.objects.filter(act="matter_model.train").exists()


def test_too_few_texts_teach_nothing() -> None:
    with pytest.raises(TooFewTexts):
        matters_learn(labelled()[:20])
    with pytest.raises(TooFewTexts):
        matters_learn([one for one in labelled() if one.label == "06010"])


@pytest.mark.slow("fits models")
def test_the_command_learns_from_a_file_from_closed_cases_and_measures_alone(
    loop: Loop, tmp_path: Path
) -> None:
    file, mapping = tmp_path / "labelled.csv", tmp_path / "map.toml"
    rows = [f"{one.text},类{one.label}" for one in labelled()]
    file.write_text("内容,类别\n" + "\n".join(rows), encoding="utf-8")
    mapping.write_text('[columns]\ntext = ["内容"]\nlabel = "类别"\n', encoding="utf-8")

    def run(*words: object) -> str:
        out = StringIO()
        call_command("matter_train", *map(str, words), stdout=out)
        scope_set(("",))
        return out.getvalue()

    assert "top-3 1.000" in run(file, "--map", mapping, "--measure")
    with pytest.raises(CommandError, match="不是现行目录中的事项代码"):
        run(file, "--map", mapping)
    assert not MatterModel.objects.exists()
    mapping.write_text(
        mapping.read_text("utf-8") + "[labels]\n" + "\n".join(f'"类{code}" = "{code}"' for code in _SAID),
        encoding="utf-8",
    )
    assert "kept as version 1" in run(file, "--map", mapping)
    with pytest.raises(CommandError, match="带标签的文本太少"):
        run("--own")
    for number, one in enumerate(labelled()):
        loop.report(one.label, text=one.text, at=after(number))
    Case.objects.update(state="case_closed", over_at=after(500))
    assert "kept as version 2" in run("--own")
    assert MatterModel.objects.get(number=2).source == "closed cases"


# --- asking -------------------------------------------------------------------------------------------------


def test_before_any_training_the_words_of_the_catalogue_tell(loop: Loop) -> None:
    phone = door(loop, "collector")
    found = phone.get("/matters/suggest", text="电线杆上贴满了小广告").json()
    assert (found[0]["matter"], found[0]["name"], found[0]["model"]) == ("07001", "非法小广告", None)
    assert "小广告" in found[0]["words"]
    assert [one["matter"] for one in phone.get("/matters/suggest", text="bllj").json()] == ["06010"]
    assert phone.get("/matters/suggest", text="").json() == []
    assert phone.get("/matters/suggest", text="x" * 2_001).status_code == 422
    assert door(loop, "leader").get("/matters/suggest", text="垃圾").status_code == 403


def test_what_asking_costs(loop: Loop, sql_budget: Budget) -> None:
    phone = door(loop, "collector")
    phone.get("/matters/suggest", text="垃圾")
    with sql_budget("matters suggest", most=6):
        phone.get("/matters/suggest", text="路边有垃圾")


# --- the tail -----------------------------------------------------------------------------------------------


def told() -> list[tuple[int, int, str]]:
    rows = MatterSuggestion.objects.order_by("case_id", "rank")
    return list(rows.values_list("case_id", "rank", "item__code"))


def untold(loop: Loop, text: str, at: int = 0) -> Case:
    return loop.report(at=after(at), item_id=None, text=text)


def caught_up() -> None:
    while seal():
        pass
    while tail_run_once(MATTERS):
        pass
    assert TailCursor.objects.get(name=MATTERS.name).error == ""


def test_a_case_without_a_matter_is_suggested_some_and_others_are_not(loop: Loop) -> None:
    case = untold(loop, "电线杆上贴满小广告")
    loop.report(at=after(1))  # the reporter said which
    caught_up()
    assert {pk for pk, _rank, _code in told()} == {case.pk}
    assert told()[0] == (case.pk, 1, "07001")
    row = MatterSuggestion.objects.get(case=case, rank=1)
    assert (row.model, row.area_code) == (None, case.area_code)
    assert "小广告" in row.words


@pytest.mark.slow("fits a model")
def test_where_a_model_is_sure_of_another_matter_than_the_one_named_it_says_so(loop: Loop) -> None:
    trained()
    right = loop.report("06013", text="学院路路面塌了一个大坑", at=after(1))
    wrong = loop.report("07001", text="学院路路面塌了一个大坑", at=after(2))
    caught_up()
    assert told()[0] == (wrong.pk, 1, "06013")
    assert {pk for pk, _rank, _code in told()} == {wrong.pk}
    assert right.pk not in {pk for pk, _rank, _code in told()}
    assert MatterSuggestion.objects.filter(case=wrong).first().model.number == 1  # type: ignore[union-attr]  # it is there


def test_the_tail_run_again_or_from_the_start_changes_nothing(loop: Loop) -> None:
    for minute in range(5):
        untold(loop, "墙上有小广告", minute)
    caught_up()
    before = told()
    assert len({pk for pk, _rank, _code in before}) == 5
    TailCursor.objects.filter(name=MATTERS.name).update(leaf=0)
    caught_up()
    assert told() == before
    assert matters_suggest(case_ids=[pk for pk, _rank, _code in before], at=after(9)) == 0


def test_a_tail_that_dies_on_the_way_leaves_nothing_and_does_it_all_the_next_time(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [untold(loop, "墙上有小广告", minute) for minute in range(3)]
    while seal():
        pass

    def dies(*, case_ids: Iterable[int], at: datetime) -> int:
        matters_suggest(case_ids=case_ids, at=at)
        raise RuntimeError("power cut")

    monkeypatch.setattr(tails, "matters_suggest", dies)
    assert tail_run_once(MATTERS) == 0
    assert told() == []
    monkeypatch.setattr(tails, "matters_suggest", matters_suggest)
    caught_up()
    assert {pk for pk, _rank, _code in told()} == {case.pk for case in cases}


def test_what_is_no_opening_costs_the_tail_nothing(loop: Loop, sql_budget: Budget) -> None:
    entry = SealedEntry(
        leaf=0, id=1, at=after(0), recorded_at=after(0), actor="user:1", act=CaseAct.ACCEPT.value,
        subject="case:1", area="", detail={},
    )  # fmt: skip
    with sql_budget("matters tail without openings", most=0):
        tails.opened_follow([entry])


def test_a_district_sees_only_its_own_suggestions(loop: Loop) -> None:
    untold(loop, "墙上有小广告")
    caught_up()
    assert MatterSuggestion.objects.exists()
    with scope_opened(("990102",)):
        assert not MatterSuggestion.objects.exists()


# --- a person accepts it ------------------------------------------------------------------------------------


def test_a_suggestion_is_told_by_the_api_and_accepted_with_the_case(loop: Loop) -> None:
    case = untold(loop, "电线杆上贴满小广告")
    caught_up()
    acceptor = door(loop, "acceptor")
    first = acceptor.get(f"/cases/{case.pk}/matters").json()[0]
    assert (first["matter"], first["name"], first["model"]) == ("07001", "非法小广告", None)
    done = acceptor.post(f"/cases/{case.pk}/acts/accept", {"matter": first["matter"], "seen": 1})
    assert done.status_code == 200, done.json()
    case.refresh_from_db()
    assert (case.item.code if case.item else "", case.state) == ("07001", "case_filing")
    kept = Move.objects.get(case=case, act="case.accept").detail["suggested"]
    assert (kept["rank"], kept["model"]) == (1, None), "the move says what it followed"


def test_the_case_page_offers_a_suggestion_and_its_form_begins_with_it_and_says_why(loop: Loop) -> None:
    case = untold(loop, "电线杆上贴满小广告")
    caught_up()
    client = Client()
    client.post("/sign-in", {"username": "acceptor", "password": PASSWORD})
    page = client.get(f"/cases/{case.pk}").content.decode()
    assert "建议事项" in page
    assert f"/cases/{case.pk}/accept?matter=07001" in page
    form = client.get(f"/cases/{case.pk}/accept").content.decode()
    assert 'value="07001 非法小广告"' in form
    assert "按事项目录与指挥手册用语：“小广告”" in form
    sent = client.post(f"/cases/{case.pk}/accept", {"version": "1", "matter": "07001 非法小广告"})
    assert sent.status_code == 303
    assert "建议事项" not in client.get(f"/cases/{case.pk}").content.decode()

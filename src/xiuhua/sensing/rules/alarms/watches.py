"""Which devices of its area a rule watches: all, those of a kind, a model or a tag, or those picked by hand.

Source:
    own choice, because a limit for kitchens is none for building sites, and a rule under trial is for five
    devices that somebody named.
"""

from __future__ import annotations

from dataclasses import dataclass

from xiuhua.sensing.rules.conditions.faults import RuleFault
from xiuhua.sensing.rules.conditions.stored import RuleReader
from xiuhua.sensing.terms.rules import SubjectKind

MOST_DEVICES = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Watches:
    """Which devices of the area.

    Args:
        subject: only those that belong to such a thing.
        model, tag: only those of it; empty for any.
        devices: only these, by id, in order; empty for none picked.
    """

    subject: SubjectKind | None = None
    model: str = ""
    tag: str = ""
    devices: tuple[int, ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves any device of the area out."""
        return self != EVERY


EVERY = Watches()


def watches_read(reader: RuleReader, stored: object) -> Watches:
    """Return which devices of JSON: `{"subject": "premises", "model": "M1"}` or `{"devices": [17, 18]}`."""
    also = frozenset({"subject", "model", "tag", "devices"})
    fields = reader.object_at(stored, "watches", frozenset(), also)
    listed = fields.get("devices", [])
    devices = reader.list_at(listed, "watches.devices", most=MOST_DEVICES, least=0)
    if any(isinstance(one, bool) or not isinstance(one, int) or one < 1 for one in devices):
        reader.note(RuleFault.NOT_A_DEVICE, "watches.devices")
        devices = []
    if devices and fields.keys() - {"devices"}:
        reader.note(RuleFault.WATCHES_BOTH, "watches")
    return Watches(
        subject=reader.word(SubjectKind, fields["subject"], "watches.subject")
        if "subject" in fields
        else None,
        model=reader.text(fields["model"], "watches.model").strip() if "model" in fields else "",
        tag=reader.text(fields["tag"], "watches.tag").strip() if "tag" in fields else "",
        devices=tuple(sorted({int(str(one)) for one in devices})),
    )


def watches_stored(watches: Watches) -> dict[str, object]:
    """Return which devices as plain JSON; the inverse of `watches_read`."""
    found: dict[str, object] = {}
    if watches.subject is not None:
        found["subject"] = watches.subject.value
    if watches.model:
        found["model"] = watches.model
    if watches.tag:
        found["tag"] = watches.tag
    if watches.devices:
        found["devices"] = list(watches.devices)
    return found


def watches_words(watches: Watches, language: str) -> str:
    """Return which devices as people say it."""
    is_chinese = language.startswith("zh")
    if watches.devices:
        count = f"{len(watches.devices):,}"
        return f"逐个挑选的 {count} 台设备" if is_chinese else f"{count} devices picked by hand"
    said = []
    if watches.subject is not None:
        belongs = watches.subject.label(language)
        said.append(f"归属：{belongs}" if is_chinese else f"belonging to: {belongs}")
    if watches.model:
        said.append(f"型号 {watches.model}" if is_chinese else f"model {watches.model}")
    if watches.tag:
        said.append(f"标签 {watches.tag}" if is_chinese else f"tag {watches.tag}")
    if not said:
        return "区域内的全部设备" if is_chinese else "every device of the area"
    return f"区域内的设备（{'，'.join(said)}）" if is_chinese else f"devices of the area {', '.join(said)}"

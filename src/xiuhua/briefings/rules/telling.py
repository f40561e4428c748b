"""What people are told of briefings, and in which words.

Source:
    own choice: whoever has to do the next thing hears of it, and whoever is meant to read it once it is sent.
"""

from __future__ import annotations

from xiuhua.notices.rules.templates import NoticeTemplate
from xiuhua.notices.terms import NoticeKind

DRAFTED, SUBMITTED, RETURNED, SIGNED, SENT = (
    "briefing.drafted",
    "briefing.to_sign",
    "briefing.returned",
    "briefing.signed",
    "briefing.sent",
)
_TEXTS = (
    (
        *(DRAFTED, "已起草：{title}", "Drafted: {title}"),
        "平台已按记录起草《{title}》，其中 {gaps} 处待补。请核改后送签。",
        "The platform drafted “{title}” from records; {gaps} gaps are left to be written.",
    ),
    (
        *(SUBMITTED, "待签发：{title}", "To sign off: {title}"),
        "《{title}》已核改，请签发或退回。",
        "“{title}” is ready: sign it off or send it back.",
    ),
    (
        *(RETURNED, "已退回：{title}", "Sent back: {title}"),
        "《{title}》被退回修改，请打开查看意见。",
        "“{title}” was sent back; open it to see why.",
    ),
    (
        *(SIGNED, "已签发：{title}", "Signed off: {title}"),
        "《{title}》已签发，文号 {number}，可以印发。",
        "“{title}” was signed off as {number} and can be sent.",
    ),
    (
        *(SENT, "{title}", "{title}"),
        "《{title}》（{number}）已印发，可打开阅读并下载。",
        "“{title}” ({number}) was sent: open it to read and download it.",
    ),
)


def briefing_templates() -> tuple[NoticeTemplate, ...]:
    """Return what can be told of briefings."""
    return tuple(
        NoticeTemplate(
            key=key,
            kind=NoticeKind.RESULT,
            title_zh=title_zh,
            title_en=title_en,
            zh=zh,
            en=en,
            sms=("title",),
        )
        for key, title_zh, title_en, zh, en in _TEXTS
    )

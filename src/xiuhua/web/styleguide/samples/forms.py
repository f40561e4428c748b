"""Forms, an import preview, and the sign-in page."""

from __future__ import annotations

from django.urls import reverse

from xiuhua.web.parts import (
    Action,
    Crumb,
    Field,
    FieldGroup,
    FormView,
    Option,
    PreviewCell,
    PreviewRow,
    PreviewView,
)
from xiuhua.web.styleguide.samples.words import long_name, words


def form_view(*, wrong: bool = False) -> FormView:
    """Return a form with every kind of field, as opened or as refused."""
    here = reverse("web:specimen", args=("form",))
    kinds = (("food", "餐饮", "Restaurant"), ("shop", "零售", "Shop"), ("site", "工地", "Building site"))
    name_error = (
        words("这个名称在云河街道已有一家。", "Yunhe Street already has one of this name.") if wrong else ""
    )
    return FormView(
        title=words("改名", "Rename premises"),
        lead=words(
            "名称以营业执照为准，改动记入账本。",
            "Use the name on the licence. The change goes into the ledger.",
        ),
        action_url=here,
        submit=Action(label=words("改名", "Rename"), kind="primary", icon="pencil"),
        cancel_url=reverse("web:specimen", args=("object",)),
        crumbs=(
            Crumb(label=words("场所", "Premises"), url=reverse("web:specimen", args=("list",))),
            Crumb(
                label=words("老街坊川味小面馆", "Old Neighbours' Noodle House"),
                url=reverse("web:specimen", args=("object",)),
            ),
            Crumb(label=words("改名", "Rename")),
        ),
        errors=(
            words(
                "陈晓岚 10:23 改过这个场所，比对后再改。",
                "Chen Xiaolan changed this at 10:23. Compare, then send again.",
            ),
        )
        if wrong
        else (),
        groups=(
            FieldGroup(
                fields=(
                    Field(
                        name="name",
                        label=words("新名称", "New name"),
                        value=long_name()
                        if wrong
                        else words("老街坊川味小面馆", "Old Neighbours' Noodle House"),
                        help=words(
                            "60 字以内，与营业执照一致。", "At most 60 characters, as on the licence."
                        ),
                        error=name_error,
                        max_length=60,
                    ),
                    Field(
                        name="kind",
                        label=words("类别", "Kind"),
                        kind="select",
                        value="food",
                        options=tuple(Option(value=value, label=words(zh, en)) for value, zh, en in kinds),
                    ),
                    Field(
                        name="reason",
                        label=words("事由", "Reason"),
                        kind="area",
                        error=words("写明改名的事由。", "Say why the name changes.") if wrong else "",
                    ),
                )
            ),
            FieldGroup(
                title=words("更多", "More"),
                fields=(
                    Field(
                        name="size",
                        label=words("面积", "Floor space"),
                        kind="number",
                        value="46",
                        unit="m²",
                        optional=True,
                    ),
                    Field(
                        name="on",
                        label=words("生效日期", "In force from"),
                        kind="date",
                        value="2026-11-22",
                        optional=True,
                    ),
                    Field(
                        name="licence",
                        label=words("营业执照照片", "Photo of the licence"),
                        kind="file",
                        optional=True,
                        accept="image/*",
                    ),
                    Field(
                        name="area",
                        label=words("辖区", "Area"),
                        value=words("云河街道", "Yunhe Street"),
                        disabled_reason=words(
                            "辖区由网格决定，不能直接改。",
                            "The area follows from the grid and cannot be changed here.",
                        ),
                    ),
                    Field(
                        name="tell",
                        label=words("告诉网格员", "Tell the grid officer"),
                        kind="checkbox",
                        value="true",
                        optional=True,
                    ),
                ),
            ),
        ),
        draft_key="specimen:1:rename",
    )


def preview_view() -> PreviewView:
    """Return an import with lines of each outcome."""
    cell = PreviewCell
    return PreviewView(
        title=words("导入场所", "Import premises"),
        file_name=words("云河街道场所 2026-11.xlsx", "yunhe-premises-2026-11.xlsx"),
        columns=(
            words("编码", "Code"),
            words("名称", "Name"),
            words("辖区", "Area"),
            words("面积 / m²", "Floor space / m²"),
        ),
        rows=(
            PreviewRow(
                line=7,
                outcome="bad",
                error=words("2 处有误", "2 faults"),
                cells=(
                    cell(text="JS-990101-000131"),
                    cell(text="", error=words("缺名称", "a name is missing")),
                    cell(text="990109", error=words("没有这个辖区", "no such area")),
                    cell(text="46"),
                ),
            ),
            PreviewRow(
                line=19,
                outcome="bad",
                cells=(
                    cell(
                        text="JS-990101-000128",
                        error=words("第 2 行已有此编码", "line 2 has this code already"),
                    ),
                    cell(text=words("云河农贸市场", "Yunhe Farmers' Market")),
                    cell(text=words("云河街道", "Yunhe Street")),
                    cell(text="1,280"),
                ),
            ),
            PreviewRow(
                line=2,
                outcome="new",
                cells=(
                    cell(text="JS-990101-000128"),
                    cell(text=long_name()),
                    cell(text=words("云河街道", "Yunhe Street")),
                    cell(text="9,999,999"),
                ),
            ),
            PreviewRow(
                line=3,
                outcome="change",
                cells=(
                    cell(text="JS-990101-000165"),
                    cell(
                        text=words("万家福超市", "Wanjiafu Supermarket"),
                        before=words("万家福便利店", "Wanjiafu Corner Shop"),
                    ),
                    cell(text=words("云河街道", "Yunhe Street")),
                    cell(text="88"),
                ),
            ),
            PreviewRow(
                line=4,
                outcome="same",
                cells=(
                    cell(text="JS-990101-000202"),
                    cell(text=words("青青幼儿园", "Qingqing Kindergarten")),
                    cell(text=words("长庆街道", "Changqing Street")),
                    cell(text=""),
                ),
            ),
        ),
        new=1_204,
        change=37,
        same=412,
        bad=2,
        crumbs=(
            Crumb(label=words("场所", "Premises"), url=reverse("web:specimen", args=("list",))),
            Crumb(label=words("导入", "Import")),
        ),
        accept=Action(
            label=words("导入 1,241 条", "Import 1,241 lines"),
            kind="primary",
            icon="file-import",
            post_url="#x-main",
        ),
        cancel_url="#x-main",
        bad_rows_url="#x-main",
        notes=(words("名称前后的空格已去掉（12 行）。", "Blanks around names were removed (12 lines)."),),
    )


def sign_in_view(*, wrong: bool = False) -> FormView:
    """Return the door, fresh or after a wrong password."""
    said = words(
        "用户名或密码不对。再错 3 次，账号锁定 15 分钟。",
        "User name or password is wrong. After 3 more the account is locked for 15 minutes.",
    )
    return FormView(
        title=words("登录", "Sign in"),
        action_url=reverse("web:specimen", args=("sign-in",)),
        submit=Action(label=words("登录", "Sign in"), kind="primary"),
        errors=(said,) if wrong else (),
        groups=(
            FieldGroup(
                fields=(
                    Field(
                        name="username",
                        label=words("用户名", "User name"),
                        value="chenxl" if wrong else "",
                        autocomplete="username",
                    ),
                    Field(
                        name="password",
                        label=words("密码", "Password"),
                        kind="password",
                        autocomplete="current-password",
                    ),
                )
            ),
        ),
    )

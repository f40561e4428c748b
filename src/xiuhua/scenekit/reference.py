"""`./xiuhua reference`: the parts of the documentation that are written once, in the code.

`docs/reference.md` from manifests, promises, vocabularies and the docstrings of rules; the index of
`docs/decisions/` from the decisions. `--check` writes nothing and fails where a file is out of date.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from inspect import cleandoc
from pathlib import Path

from xiuhua.scenekit.manifest import SceneManifest
from xiuhua.scenekit.promises import PROMISES
from xiuhua.scenekit.registry import manifest_load, scene_packages
from xiuhua.shared.terms import Term

ROOT = Path(__file__).resolve().parents[3]
_WRITTEN = "Written by `./xiuhua reference`; change the code, not this file."
_DECISION = re.compile(r"# (\d{4}) (.+)")


def reference_main(argv: Sequence[str], *, root: Path = ROOT) -> int:
    """Run `./xiuhua reference` and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="xiuhua reference", description="Write the generated documentation."
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail where a file is out of date"
    )
    asked = parser.parse_args(argv)
    stale = stale_files(root)
    for file, text in stale.items():
        if not asked.check:
            file.write_text(text, "utf-8")
        print(f"{'out of date' if asked.check else 'written'}: {file.relative_to(root)}")
    return 1 if asked.check and stale else 0


def stale_files(root: Path = ROOT) -> dict[Path, str]:
    """Return the generated files whose text is not what the code says, with the right text."""
    wanted = {
        root / "docs" / "reference.md": reference_text(root / "src" / "xiuhua"),
        root / "docs" / "decisions" / "README.md": decisions_text(root / "docs" / "decisions"),
    }
    return {
        file: text for file, text in wanted.items() if not file.is_file() or file.read_text("utf-8") != text
    }


def decisions_text(folder: Path) -> str:
    """Return the index of the decisions.

    Raises:
        ValueError: a decision has no number and title, or not the three sections.
    """
    lines = ["# Decisions", "", _WRITTEN, "", "| | |", "|---|---|"]
    for file in sorted(folder.glob("[0-9]*.md")):
        text = file.read_text("utf-8")
        title = _DECISION.match(text)
        missing = [part for part in ("Context", "Decision", "Consequence") if f"\n## {part}\n" not in text]
        if not title or not file.name.startswith(f"{title[1]}-") or missing:
            raise ValueError(
                f"{file.name}: wants '# NNNN title' and the sections Context, Decision, Consequence"
            )
        lines.append(f"| [{title[1]}]({file.name}) | {title[2]} |")
    return "\n".join([*lines, ""])


def reference_text(source: Path) -> str:
    """Return the reference: scenes, promises, vocabularies, rules."""
    parts = [
        ["# Reference", "", _WRITTEN, ""],
        ["## Scenes", "", *_scenes(source / "scenes")],
        ["## What a scene promises", "", *_promises()],
        ["## Words", "", *_vocabularies(source)],
        ["## Rules", "", *_rules(source)],
    ]
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _scenes(folder: Path) -> Iterator[str]:
    manifests = [manifest_load(package) for package in scene_packages(folder)]
    if not manifests:
        yield from ("There is no scene yet; docs/howto/add-a-scene.md adds one.", "")
    for manifest in manifests:
        yield from _scene(manifest)


def _scene(manifest: SceneManifest) -> Iterator[str]:
    yield from (
        f"### {manifest.title} {manifest.title_zh}",
        "",
        f"{manifest.purpose} {manifest.purpose_zh}",
        "",
    )
    for quantity in manifest.quantities:
        low, high = quantity.valid
        yield f"- watches {quantity.title} {quantity.title_zh}, {quantity.unit}, valid {low:g} to {high:g}"
    for kind in manifest.case_kinds:
        yield f"- opens {kind.title} {kind.title_zh}"
    for checklist in manifest.checklists:
        items = ", ".join(f"{item.title} {item.title_zh}" for item in checklist.items)
        yield f"- checks {checklist.title} {checklist.title_zh}: {items}"
    for permit in manifest.permit_kinds:
        fields = ", ".join(f"{one.title} {one.title_zh}" for one in permit.fields)
        yield f"- permits {permit.title} {permit.title_zh}: {fields}"
    yield from (f"- source: {source}" for source in manifest.sources)
    yield from (f"- does without {promise}: {reason}" for promise, reason in manifest.exempt.items())
    yield ""


def _promises() -> Iterator[str]:
    for promise in PROMISES:
        yield f"- **{promise.key}**: {promise.sentence} {promise.reason}"
    yield ""


def _vocabularies(source: Path) -> Iterator[str]:
    for app in _packages_with(source, "terms"):
        terms = import_module(f"xiuhua.{app}.terms")
        kinds = [kind for kind in vars(terms).values() if isinstance(kind, type) and issubclass(kind, Term)]
        for kind in kinds:
            if kind.__module__ == terms.__name__:
                yield from _vocabulary(app, kind)


def _vocabulary(app: str, kind: type[Term]) -> Iterator[str]:
    yield from (f"### {app}: {kind.__name__}", "", cleandoc(kind.__doc__ or ""), "")
    yield from ("| stored | 中文 | English |", "|---|---|---|")
    yield from (f"| `{member.value}` | {member.zh} | {member.en} |" for member in kind)
    yield ""


def _rules(source: Path) -> Iterator[str]:
    for app in _packages_with(source, "rules"):
        folder = source / app.replace(".", "/")
        for file in [folder / "rules.py", *sorted(folder.glob("rules/*.py"))]:
            if file.is_file():
                yield from _rules_of(app, file)


def _rules_of(app: str, file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text("utf-8"))
    public = [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    if not public:
        return
    about = (ast.get_docstring(tree) or "").split("\n\n")[0].replace("\n", " ")
    name = app if file.stem in {"rules", "__init__"} else f"{app}, {file.stem}"
    yield from (f"### {name}", "", about, "")
    for node in public:
        yield f"- `{node.name}({_arguments(node)})`: {_first_sentence(node)}{_source_of(node)}"
    yield ""


def _arguments(node: ast.FunctionDef) -> str:
    return ", ".join(
        argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    )


def _first_sentence(node: ast.FunctionDef) -> str:
    return (ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " ")


def _source_of(node: ast.FunctionDef) -> str:
    found = re.search(r"^Source:\n((?:[ \t]+\S.*\n?)+)", ast.get_docstring(node) or "", re.MULTILINE)
    return f" *{' '.join(found[1].split())}*" if found else ""


def _packages_with(source: Path, module: str) -> list[str]:
    found = {file.parent for file in source.rglob(f"{module}.py")} | {
        file.parent.parent for file in source.rglob(f"{module}/__init__.py")
    }
    names = (folder.relative_to(source) for folder in found if "blueprint" not in folder.parts)
    return sorted(".".join(name.parts) for name in names if name.parts[0] not in {"scenekit", "shared"})


if __name__ == "__main__":  # the scaffold starts it in the tree it has written to
    sys.exit(reference_main(sys.argv[1:]))

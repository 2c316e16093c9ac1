"""Named regions of the stages' files: the code that slides show, cut out of the file that is tested.

"02_decorators/functions_are_values.py: imports, world" is the import block of that file and its
`world`. A region is a function, a class (or Class.method), an assigned name, `imports`, or `main`:
what stands under `if __name__ == "__main__":`.
"""

import ast
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parent.parent


def code(region: str) -> str:
    """Return the text of a region; raise LookupError if the file has no such name."""
    name, _, parts = region.partition(":")
    text = (ROOT / name.strip()).read_text(encoding="utf-8")
    pieces: list[str] = []
    for part in parts.split(","):
        statements = _find(ast.parse(text), part.strip())
        if not statements:
            raise LookupError(f"{name} has no region {part.strip()!r}")
        # Two definitions are two lines apart, as in the file; anything else is one block.
        if pieces:
            blank = isinstance(statements[0], (ast.FunctionDef, ast.ClassDef)) or part.strip() == "main"
            pieces.append("\n\n" if blank else "")
        pieces.append(_cut(text, statements))
    return "\n".join(pieces).replace("\n\n\n\n", "\n\n\n")


def _find(tree: ast.Module, name: str) -> list[ast.stmt]:
    if name == "imports":
        return [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    if name == "main":
        return [
            line for node in tree.body if isinstance(node, ast.If) and _is_main(node) for line in node.body
        ]
    outer, _, inner = name.partition(".")
    found = [node for node in tree.body if outer in _names(node)]
    return [node for node in found[0].body if inner in _names(node)] if inner and found else found  # type: ignore[attr-defined]


def _is_main(node: ast.If) -> bool:
    return ast.unparse(node.test) == "__name__ == '__main__'"


def _names(node: ast.stmt) -> set[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _cut(text: str, statements: list[ast.stmt]) -> str:
    first, last = statements[0], statements[-1]
    decorators = getattr(first, "decorator_list", [])
    start = min([first.lineno, *(line.lineno for line in decorators)])
    return dedent("\n".join(text.splitlines()[start - 1 : last.end_lineno]))

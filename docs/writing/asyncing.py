"""The asynchronous client, made from the synchronous one: the same methods, each awaited."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

__all__ = ["PATHS", "async_module"]

FOLDER = Path(__file__).parents[2] / "governance" / "client"
_CLASSES = {
    "wire.py": "Wire", "administration.py": "Administration", "graph.py": "Graph", "client.py": "Client",
}  # fmt: skip
PATHS = {FOLDER / f"async_{file}": file for file in _CLASSES}
_HEAD = '''"""{says} Made by `docs/generate.py` from `{file}`."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

import httpx

{bases}from assay.governance.domain import UnavailableError
from assay.governance.client.wire import COOKIE, DEFAULT_URL, ENDED, Json, error, given, quoted

__all__ = ["{name}"]


'''
_SAYS = {"Client": "The SDK for asyncio, with the methods of `Client`."}
_SENDING = frozenset({"_object", "_call", "_send", "_upload", "job", "close"})
_HTTP = {"close": "aclose", "request": "request", "get": "get"}
_NAMES = {"Client": "AsyncClient", "BaseTransport": "AsyncBaseTransport", "Iterator": "AsyncIterator"}
_METHODS = {"__enter__": "__aenter__", "__exit__": "__aexit__"}
_PLAIN = frozenset({"__init__", "__repr__"})


class _Awaiting(ast.NodeTransformer):
    """Turns methods into coroutines and what they call into what they await."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        if node.name in _PLAIN:
            return node
        fields = {name: getattr(node, name) for name in node._fields}
        return ast.AsyncFunctionDef(**{**fields, "name": _METHODS.get(node.name, node.name)})

    def visit_With(self, node: ast.With) -> ast.AST:
        self.generic_visit(node)
        streams = any(".stream(" in ast.unparse(item.context_expr) for item in node.items)
        return ast.AsyncWith(items=node.items, body=node.body) if streams else node

    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        if "iter_lines" not in ast.unparse(node.iter):
            return node
        return ast.AsyncFor(target=node.target, iter=node.iter, body=node.body, orelse=node.orelse)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.func, ast.Attribute):
            return node
        name, owner = node.func.attr, ast.unparse(node.func.value)
        if owner == "self" and name in _SENDING:
            return ast.Await(node)
        if owner == "self._http" and name in _HTTP:
            node.func.attr = _HTTP[name]
            return ast.Await(node)
        if owner == "response" and name in ("read", "iter_lines"):
            node.func.attr = f"a{name}"
            return ast.Await(node) if name == "read" else node
        if owner == "time" and name == "sleep":
            node.func.value = ast.Name("asyncio", ast.Load())
            return ast.Await(node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if ast.unparse(node.value) == "httpx" and node.attr in _NAMES:
            node.attr = _NAMES[node.attr]
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(_NAMES.get(node.id, node.id), node.ctx)


def async_module(file: str) -> str:
    """Return the source of `async_` and a module's name, formatted."""
    kind = next(
        it
        for it in ast.parse((FOLDER / file).read_text(encoding="utf-8")).body
        if isinstance(it, ast.ClassDef) and it.name == _CLASSES[file]
    )
    modules = {name: f"async_{module}".removesuffix(".py") for module, name in _CLASSES.items()}
    bases = [ast.unparse(base) for base in kind.bases]
    kind.name = f"Async{kind.name}"
    kind.bases = [ast.Name(f"Async{base}", ast.Load()) for base in bases]
    head = _HEAD.format(
        says=_SAYS.get(_CLASSES[file], "A part of the SDK for asyncio."), file=file, name=kind.name,
        bases="".join(f"from assay.governance.client.{modules[base]} import Async{base}\n" for base in bases),
    )  # fmt: skip
    made = head + ast.unparse(ast.fix_missing_locations(_Awaiting().visit(kind))) + "\n"
    made = made.replace("from many threads if need be.", "many calls at once if need be.")
    for step in (["check", "--select", "F401,I", "--fix", "--quiet"], ["format"]):
        made = _ruff([*step, "--stdin-filename", str(FOLDER / f"async_{file}"), "-"], made)
    return made


def _ruff(arguments: list[str], text: str) -> str:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "ruff", *arguments], input=text, capture_output=True, text=True, check=True,
        cwd=FOLDER.parent,
    )  # fmt: skip
    return done.stdout

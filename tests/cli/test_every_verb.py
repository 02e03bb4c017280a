"""Every verb of the program's own tree: `--json` prints JSON and nothing else, and errors end as documented."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from assay.governance import app as composition
from assay.governance.cli.program import app
from assay.governance.domain import LOCAL_ADMIN, UnavailableError
from assay.governance.settings import load

PACK = Path(composition.__file__).parent / "policy" / "packs" / "company-4.yaml"
MODELS = "brings or trains models: tests/models"
ELSEWHERE = {
    "demo": "reads the whole corpus: tests/examples",
    "serve": "runs until it is stopped: test_serving.py",
    "mcp": "runs until it is stopped: tests/mcp",
    "entity split": "takes a merged entity apart: tests/services/test_entities.py",
    "models pull": MODELS,
    "models train": MODELS,
}
CASES = "- name: a meeting\n  text: The meeting moves to Thursday.\n  expect: {gbt-43697: [general-1, base]}\n"
TOPICS = "name: own\nversion: '1'\ntopics:\n  - {id: cold, label: {en: Cold rooms, zh: 冷库}}\n"
# verb: its arguments, with names of what the `known` fixture made, and its exit code
ANSWERS: dict[str, tuple[str, int]] = {
    "ingest": ("{files}", 3),
    "tag": ("{files}/contract.txt", 0),
    "search": ("sensors", 0),
    "answer": ("sensors", 0),
    "show": ("{asset}", 0),
    "links": ("{asset}", 0),
    "link list": ("", 0),
    "link confirm": ("{link}", 0),
    "link reject": ("{link}", 0),
    "link reopen": ("{link}", 0),
    "entity list": ("", 0),
    "entity find": ("", 0),
    "entity show": ("{entity}", 0),
    "entity merge": ("{entity} {same}", 0),
    "entity undo": ("{merged}", 0),
    "graph path": ("{asset} {other}", 0),
    "graph concepts": ("topic", 0),
    "graph around": ("{asset}", 0),
    "taxonomy list": ("", 0),
    "taxonomy show": ("default", 0),
    "taxonomy check": ("{topics}", 0),
    "taxonomy train": ("{topics}", 0),
    "terms list": ("", 0),
    "terms import": ("{terms}", 0),
    "terms drop": ("sensor", 0),  # after the import
    "issues": ("", 0),
    "doctor": ("", 0),
    "verify": ("", 0),
    "repair": ("", 0),
    "forget": ("{doomed}", 0),
    "mask": ("{files}/contract.txt -o {out}", 0),
    "export": ("--format csv -o {out}", 0),
    "review next": ("", 0),
    "review decide": ("{task} skip", 0),
    "review undo": ("{decision}", 0),
    "review stats": ("", 0),
    "policy list": ("", 0),
    "policy show": ("company-4", 0),
    "policy check": ("{pack}", 0),
    "policy test": ("{cases}", 0),
    "policy simulate": ("{pack}", 0),
    "policy apply": ("{pack}", 0),
    "models list": ("", 0),
    "models verify": ("", 0),
    "keys create": ("bob --role viewer", 0),
    "keys list": ("", 0),
    "keys revoke": ("eve", 0),
    "config show": ("", 0),
    "rules list": ("", 0),
    "rules preview": ("{rules}", 0),
    "rules apply": ("{rules}", 0),
    "audit verify": ("", 0),
    "audit list": ("", 0),
    "dataset list": ("", 0),
    "dataset create": ("more", 0),
    "dataset show": ("everything", 0),
    "dataset score": ("everything", 0),
    "dataset gate": ("everything", 1),
    "dataset export": ("everything --format jsonl -o {out}", 0),
    "dataset delete": ("doomed", 0),
}
REFUSED: list[tuple[str, int]] = [
    ("ingest /none/such", 2), ("ingest {files} --plan --watch", 2), ("tag /none/such", 2), ("tag {files}/cut.pdf", 3),
    ("search", 2), ("show none", 2), ("links none", 2), ("issues --dataset none", 2), ("forget none", 2),
    ("link reject none", 2), ("entity show none", 2), ("entity merge none none", 2), ("entity undo none", 2),
    ("mask /none/such -o {out}", 2), ("mask {files}/cut.pdf -o {out}", 1), ("export --format xlsx", 2),
    ("review decide none skip", 2), ("review undo none", 2), ("policy show none", 2), ("policy check {cases}", 1),
    ("policy simulate {cases}", 2), ("policy apply {cases}", 2), ("keys create eve --role nobody", 2),
    ("keys revoke nobody", 2), ("rules preview {cases}", 2), ("rules apply {cases}", 2), ("dataset show none", 2),
    ("dataset create everything", 2), ("dataset score none", 2), ("dataset gate none", 2), ("dataset delete none", 2),
    ("dataset export none --format csv -o {out}", 2), ("nothing", 2), ("review nothing", 2),
]  # fmt: skip


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", {})
    if not children:
        yield " ".join(path), command
    for name, child in children.items():
        yield from leaves(child, (*path, name))


VERBS = dict(leaves(typer.main.get_command(app)))


class Open:
    """What would be closed after a verb, and is not."""

    def close(self) -> None:
        """Stay open."""


@pytest.fixture(scope="module")
def other(program: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A home of this module's own: what is forgotten or applied here is missed nowhere else."""
    made = type(program)(tmp_path_factory.mktemp("verbs"))
    shutil.copytree(program.files, made.files)
    return made


@pytest.fixture(scope="module")
def known(other: Any) -> Iterator[dict[str, str]]:
    """One set of services behind all verbs, so that no home is opened forty times, and something of everything."""
    root = other.root
    (root / "cases.yaml").write_text(CASES, encoding="utf-8")
    (root / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    (root / "terms.csv").write_text("id,zh,en\nsensor,传感器,sensor\n", encoding="utf-8")
    (root / "rules.csv").write_text("path,owner\n**,Ann\n", encoding="utf-8")
    pack = PACK.read_text(encoding="utf-8").replace('version: "1"', 'version: "9"', 1)
    (root / "pack.yaml").write_text(pack, encoding="utf-8")
    settings = load(home=other.home, config_dir=root / "config", workers=1, embeddings=False, review_audit_share=1.0)
    with pytest.MonkeyPatch.context() as patch, composition.build(settings) as services:
        stateless = (services.tag, services.deidentifying, Open())
        patch.setattr(composition, "build", lambda _: contextlib.nullcontext(services))
        patch.setattr(composition, "build_stateless", lambda _: stateless)
        services.ingest.run([str(other.files)])
        ids = {it["name"]: it["id"] for it in services.assets.page()["items"]}
        services.datasets.create("everything", contract={"read_whole": True}, actor=LOCAL_ADMIN)
        services.datasets.create("doomed", actor=LOCAL_ADMIN)
        services.access.create("eve", "viewer")
        first, second, *_ = services.review.page(state="open", cursor=None, limit=9)["items"]
        told = services.review.decide(second["id"], action="skip", code=None, reason="", etag=None, actor=LOCAL_ADMIN)
        link = services.links.page(limit=1)["items"][0]["id"]
        named = {it["name"]: it["id"] for it in services.entities.page(limit=9)["items"]}
        merged = services.entities.merge(named["李*"], named["韩**"], reason="seen", actor=LOCAL_ADMIN)
        yield {
            "link": link, "entity": named["Silver Lake Market"], "same": named["Yunting Instruments"],
            "merged": merged["history"][-1]["id"],
            "files": str(other.files), "asset": ids["contract.txt"], "doomed": ids["empty.txt"],
            "task": first["id"], "decision": told["decision"], "out": str(root / "out"),
            "cases": str(root / "cases.yaml"), "rules": str(root / "rules.csv"),
            "topics": str(root / "topics.yaml"), "terms": str(root / "terms.csv"),
            "other": ids["invoice.txt"], "pack": str(root / "pack.yaml"),
        }  # fmt: skip


def test_every_verb_is_in_the_table_and_takes_json() -> None:
    assert set(ANSWERS) | set(ELSEWHERE) <= set(VERBS)
    assert [name for name, verb in VERBS.items() if "--json" not in {it for p in verb.params for it in p.opts}] == []


@pytest.mark.parametrize("verb", ANSWERS)
def test_json_is_all_that_is_printed(other: Any, known: dict[str, str], verb: str) -> None:
    arguments, code = ANSWERS[verb]
    done = other(*verb.split(), *arguments.format(**known).split(), "--json")
    assert done.exit_code == code, done.stderr
    for document in done.stdout.splitlines() if verb == "tag" else [done.stdout]:
        assert isinstance(json.loads(document), dict | list)


@pytest.mark.parametrize("verb", ["show {}", "links {}", "graph exposure {}", "graph path {} invoice.txt"])
def test_a_file_may_be_named_instead_of_its_id(other: Any, known: dict[str, str], verb: str) -> None:
    by_name, by_id = (other(*verb.format(it).split(), "--json") for it in ("contract.txt", known["asset"]))
    assert by_name.exit_code == by_id.exit_code, by_name.stderr
    assert by_name.stdout == by_id.stdout != ""


@pytest.mark.parametrize(("arguments", "code"), REFUSED)
def test_errors_end_as_documented(other: Any, known: dict[str, str], arguments: str, code: int) -> None:
    done = other(*arguments.format(**known).split())
    assert done.exit_code == code
    assert code == 1 or code == 3 or (done.stdout == "" and done.stderr), "what went wrong is said on stderr"
    assert "Traceback" not in done.output


@pytest.mark.parametrize("verb", VERBS)
def test_an_option_that_is_not_there_is_usage(other: Any, verb: str) -> None:
    done = other(*verb.split(), "--no-such-option")
    assert (done.exit_code, done.stdout) == (2, "")


@pytest.mark.parametrize("verb", sorted(set(ANSWERS) - {"config show", "models verify"}))
def test_a_home_that_does_not_answer_is_unavailable(
    other: Any, known: dict[str, str], monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    def refuse(_: Any) -> Any:
        raise UnavailableError("the database does not answer")

    monkeypatch.setattr(composition, "build", refuse)
    monkeypatch.setattr(composition, "build_stateless", refuse)
    arguments, _ = ANSWERS[verb]
    done = other(*verb.split(), *arguments.format(**known).split(), "--json")
    assert (done.exit_code, done.stdout) == (4, "")
    assert done.stderr == "assay: the database does not answer\n"

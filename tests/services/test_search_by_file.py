"""Search by a file that is held up: pictures that look the same, text that reads alike; nothing of it is kept."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from assay.governance import registry
from assay.governance.app import build
from assay.governance.domain import LOCAL_ADMIN, Actor, Bitmap, ForbiddenError, NotFoundError, Role, UsageError
from assay.governance.services import Services
from assay.governance.settings import load

MOBILE = "13490123456"


def picture(seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Return a soft picture of many shades, another for every seed."""
    drawn = np.random.default_rng(seed).integers(0, 256, (9, 12, 3), dtype=np.uint8)
    return Image.fromarray(drawn).resize(size, Image.Resampling.BICUBIC)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    root = tmp_path_factory.mktemp("held-up")
    folder = root / "files"
    folder.mkdir()
    for seed in (1, 2):
        picture(seed).save(folder / f"photo-{seed}.png")
    (folder / "minutes.txt").write_text(
        "The harbour committee met about the crane and the quay wall.", encoding="utf-8"
    )
    (folder / "合同.txt").write_text(f"合同编号：HT-2024-0031。联系电话：{MOBILE}。付款期限三十日。", encoding="utf-8")
    (folder / "发票.txt").write_text(f"发票：合同编号 HT-2024-0031，电话 {MOBILE}。", encoding="utf-8")
    (folder / "staff.txt").write_text("Human resources plans the training of new staff.", encoding="utf-8")
    with build(
        load(home=root / "home", config_dir=root / "config", workers=1, embeddings=False, review_audit_share=0.0)
    ) as built:
        built.ingest.run([str(folder)])
        yield built


class Colours:
    """A picture encoder that knows two colours."""

    name, version, dimensions = "colours", "1", 3

    def encode_pictures(self, pictures: Sequence[Bitmap]) -> memoryview:
        rows = [np.frombuffer(it.rgb, np.uint8).reshape(-1, 3).mean(axis=0) + 1 for it in pictures]
        return self._unit(np.array(rows))

    def encode_texts(self, texts: Sequence[str]) -> memoryview:
        known = {"red": (1, 0, 0), "红": (1, 0, 0), "blue": (0, 0, 1)}
        return self._unit(
            np.array(
                [[sum(it[at] for word, it in known.items() if word in text) + 0.1 for at in range(3)] for text in texts]
            )
        )

    @staticmethod
    def _unit(rows: np.ndarray) -> memoryview:
        return memoryview((rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("<f4").reshape(-1).data)


def names(answer: dict[str, Any]) -> list[str]:
    return [hit["name"] for hit in answer["hits"]]


def by_file(services: Services, path: Path, **asked: Any) -> dict[str, Any]:
    return services.search.by_file(path, actor=asked.pop("actor", LOCAL_ADMIN), **asked)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (lambda it: it, ["photo-1.png"]),
        (lambda it: it.resize((160, 120)), ["photo-1.png"]),
        (lambda it: it.filter(ImageFilter.GaussianBlur(1)), ["photo-1.png"]),
        (lambda it: it.convert("L"), ["photo-1.png"]),
        (lambda it: it.transpose(Image.Transpose.FLIP_LEFT_RIGHT), []),
        (lambda it: Image.new("RGB", it.size, "grey"), []),
    ],
    ids=["same", "scaled", "blurred", "grey", "mirrored", "one shade"],
)
def test_a_picture_finds_those_that_look_the_same(
    services: Services, tmp_path: Path, changed: Callable[[Image.Image], Image.Image], found: list[str]
) -> None:
    changed(picture(1)).convert("RGB").save(tmp_path / "held.jpg", quality=80)
    answer = by_file(services, tmp_path / "held.jpg")
    assert names(answer) == found
    for hit in answer["hits"]:
        assert hit["why"] == ["picture"]
        assert hit["score"] > 0.9
        assert hit["locator"]["box"] == [0.0, 0.0, 1.0, 1.0]
    assert sum(answer["facets"]["modality"].values()) == len(found)


def test_a_file_finds_what_reads_alike_and_is_kept_nowhere(services: Services, tmp_path: Path) -> None:
    held = tmp_path / "held.txt"
    held.write_text("About the crane on the quay: call zyzzyvas at 13911723456.", encoding="utf-8")
    answer = by_file(services, held)
    assert names(answer)[0] == "minutes.txt"
    assert answer["hits"][0]["why"] == ["words"]
    assert "13911723456" not in json.dumps(answer)
    for path in services.settings.home.rglob("*"):
        if path.is_file():
            assert b"zyzzyvas" not in path.read_bytes()


def test_a_file_is_held_up_by_who_may_search_and_within_what_they_may_see(services: Services, tmp_path: Path) -> None:
    picture(1).save(tmp_path / "held.png")
    for role in (Role.VIEWER, Role.SERVICE):
        with pytest.raises(ForbiddenError):
            by_file(services, tmp_path / "held.png", actor=Actor(name="eve", role=role))
    assert names(by_file(services, tmp_path / "held.png", as_user="ann")) == []
    assert names(by_file(services, tmp_path / "held.png", modality="text")) == []
    with pytest.raises(UsageError):
        by_file(services, tmp_path / "none.png")
    with pytest.raises(UsageError):
        by_file(services, tmp_path)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    assert names(by_file(services, tmp_path / "broken.png")) == []


def test_an_entity_finds_who_names_it(services: Services) -> None:
    with services.store.read() as db:
        entities = db.entities.page(None, cursor=None, limit=50).items
        contract = next(
            it for it in entities
            for mention in db.entities.mentions(db.entities.members([it])[it])
            if mention.name.kind.value == "contract"
        )  # fmt: skip
    answer = services.search.query(entity=contract, actor=LOCAL_ADMIN, linked=True)
    assert set(names(answer)) == {"合同.txt", "发票.txt"}
    assert all(hit["locator"] and hit["snippet"] and hit["why"] for hit in answer["hits"])
    for unknown, asked in (("none", {}), (contract, {"as_user": "ann"})):
        with pytest.raises(NotFoundError):
            services.search.query(entity=unknown, actor=LOCAL_ADMIN, **asked)


def test_another_name_of_what_is_asked_for_is_looked_for_and_told(services: Services) -> None:
    answer = services.search.query("人力资源", actor=LOCAL_ADMIN)
    assert "Human resources" in answer["also"]
    assert names(answer)[0] == "staff.txt"
    assert answer["hits"][0]["why"] == ["words", "also: Human resources"]
    assert services.search.query("crane", actor=LOCAL_ADMIN)["also"] == []


def test_the_face_of_the_api_takes_a_file(services: Services) -> None:
    from fastapi.testclient import TestClient

    from assay.governance.api import create_app

    buffer = io.BytesIO()
    picture(2).resize((200, 150)).save(buffer, "PNG")
    with TestClient(create_app(services, services.settings), base_url="http://localhost") as http:
        headers = {"Authorization": f"Bearer {services.access.local_key()}"}
        sent = {"file": ("held.png", buffer.getvalue())}
        told = http.post("/v1/search/file", headers=headers, files=sent, data={"limit": "3"})
        assert told.status_code == 200, told.text
        assert names(told.json()) == ["photo-2.png"]
        assert http.post("/v1/search/file", headers=headers, files=sent, data={"limit": "x"}).status_code == 422
        assert http.post("/v1/search/file", headers=headers, data={"limit": "3"}).status_code == 415


def test_pictures_are_found_by_what_they_are_of_where_a_model_looks_at_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, colour in (("sunset.png", (230, 40, 30)), ("sea.png", (20, 60, 220))):
        Image.blend(picture(len(name)), Image.new("RGB", (320, 240), colour), 0.8).save(folder / name)
    (folder / "note.txt").write_text("Red ink for the printer.", encoding="utf-8")
    known = registry.plugins
    monkeypatch.setattr(
        registry, "plugins", lambda group: {"embedded": Colours} if group == "pictures" else known(group)
    )
    settings = load(home=tmp_path / "home", config_dir=tmp_path / "config", workers=1, review_audit_share=0.0)
    monkeypatch.setattr("assay.governance.app._encoder", lambda _: None)
    with build(settings) as built:
        built.ingest.run([str(folder)])
        for text, first in (("red evening", "sunset.png"), ("红色的天空", "sunset.png"), ("blue water", "sea.png")):
            hits = {hit["name"]: hit for hit in built.search.query(text, actor=LOCAL_ADMIN)["hits"]}
            assert hits[first]["why"] == ["sight"]
            other = {"sunset.png": "sea.png", "sea.png": "sunset.png"}[first]
            assert hits[first]["score"] > hits[other]["score"]
            assert hits[first]["snippet"] == ""
        Image.new("RGB", (64, 64), (10, 30, 250)).save(tmp_path / "held.png")
        answer = built.search.by_file(tmp_path / "held.png", actor=LOCAL_ADMIN, modality="image")
        assert names(answer)[0] == "sea.png"
        assert built.search.query("blue", actor=LOCAL_ADMIN, as_user="ann")["hits"] == []
        with built.store.read() as db:
            assert len(list(db.sights.of("colours@1"))) == 2
        (folder / "sea.png").unlink()
        built.ingest.run([str(folder)])
        assert "sea.png" not in names(built.search.query("blue water", actor=LOCAL_ADMIN))

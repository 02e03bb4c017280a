"""What people may look at: text, rows, pages and sound, masked in pixels and samples; and revealing."""

from __future__ import annotations

import io
import math
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from assay.governance.client import Client
from assay.governance.domain import (
    ConflictError,
    Extraction,
    ForbiddenError,
    Locator,
    Modality,
    NotFoundError,
    Role,
    Segment,
    SegmentKind,
    UsageError,
    to_plain,
)
from assay.governance.services import Services

NUMBER = "11010519491231002X"
RATE = 16_000


def document(path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(400, 300))
    canvas.setFont("Helvetica", 20)
    canvas.drawString(40, 240, "Delivery note for forty sensors")
    canvas.drawString(40, 120, f"ID card {NUMBER}")
    canvas.showPage()
    canvas.drawString(40, 240, "The second page names nobody at all.")
    canvas.save()


def tone(path: Path, seconds: int) -> None:
    samples = (8000 * np.sin(2 * math.pi * 440 * np.arange(seconds * RATE) / RATE)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("viewing")
    document(made / "delivery.pdf")
    tone(made / "call.wav", 6)
    lines = "\n".join(f"Customer {number},1380013{8000 + number},{number}" for number in range(1, 241))
    (made / "customers.csv").write_text(f"name,mobile,points\n{lines}\n", encoding="utf-8")
    import zipfile

    with zipfile.ZipFile(made / "box.zip", "w") as archive:
        archive.write(made / "delivery.pdf", "inside/delivery.pdf")
    picture = Image.new("RGB", (900, 300), "white")
    font = ImageFont.load_default(size=40)
    ImageDraw.Draw(picture).text((40, 40), f"ID card {NUMBER}", fill="black", font=font)
    ImageDraw.Draw(picture).text((40, 200), "Meeting at the harbour", fill="black", font=font)
    picture.save(made / "card.png")
    return made


@pytest.fixture(scope="module")
def seen(services: Services, folder: Path) -> dict[str, str]:
    services.ingest.run([str(folder)])
    with services.store.read() as db:
        source = next(it for it in db.sources.list() if db.sources.root(it.id) == folder.as_uri())
        found = {}
        for path in folder.iterdir():
            record = db.assets.find(source.id, path.as_uri())
            assert record is not None
            found[path.name] = record.id
            for child in db.assets.children(record.id):
                found[f"{path.name}!"] = child.id
    return found


def pixels(data: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(data)).convert("L"), dtype=np.int16)


@pytest.mark.parametrize("name", ["delivery.pdf", "box.zip!"])
def test_a_page_is_shown_with_its_value_blacked_out(client: Client, seen: dict[str, str], name: str) -> None:
    masked, clear = client.page(seen[name], 1), client.reveal_page(seen[name], 1, reason="checking the box")
    hidden = np.abs(pixels(masked) - pixels(clear)) > 60
    rows = np.flatnonzero(hidden.any(axis=1)) / hidden.shape[0]
    assert hidden.sum() > 500
    assert 0.5 < rows.min() < rows.max() < 0.65, "the line with the number, and no other"
    black = pixels(masked)[int(0.58 * hidden.shape[0])]
    assert (black < 10).sum() > 0.2 * len(black)
    same = np.abs(pixels(client.page(seen[name], 2)) - pixels(client.reveal_page(seen[name], 2, reason="to compare")))
    assert same.max() < 10
    with pytest.raises(NotFoundError):
        client.page(seen[name], 3)


def test_a_picture_is_shown_with_its_value_blacked_out(client: Client, seen: dict[str, str]) -> None:
    assert client.asset(seen["card.png"])["findings"], "the recogniser reads the number"
    masked = pixels(client.page(seen["card.png"]))
    assert (masked[70] < 16).sum() > 300, "the number is under a box"
    assert (masked[220] < 16).sum() < 300, "what names nobody is not"


def test_a_file_that_changed_or_went_is_not_shown(client: Client, services: Services, tmp_path: Path) -> None:
    path = tmp_path / "note.pdf"
    document(path)
    services.ingest.run([str(path)])
    (asset,) = [it for it in client.assets()["items"] if it["name"] == "note.pdf"]
    assert client.page(asset["id"], 1)
    path.write_bytes(path.read_bytes() + b"\n%%EOF\n")
    with pytest.raises(ConflictError, match="scan it again"):
        client.page(asset["id"], 1)
    path.unlink()
    with pytest.raises(ConflictError):
        client.page(asset["id"], 1)


def test_what_has_no_pages_and_no_sound_is_not_found(client: Client, seen: dict[str, str], asset: str) -> None:
    for name in ("customers.csv", "call.wav"):
        with pytest.raises(NotFoundError):
            client.page(seen[name], 1)
    with pytest.raises(NotFoundError):
        client.media(asset)


def heard(data: bytes) -> Any:
    with wave.open(io.BytesIO(data)) as file:
        assert file.getframerate() == RATE
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def test_sound_is_silent_where_nothing_was_understood_and_where_values_are_said(
    client: Client, services: Services, seen: dict[str, str]
) -> None:
    import msgpack

    assert np.abs(heard(client.media(seen["call.wav"]))).max() == 0, "nothing in it was understood as speech"
    text = f"my number is {NUMBER} thank you"
    words = (0, text.index(NUMBER)), (text.index(NUMBER), text.index(" thank")), (text.index("thank"), len(text))
    from assay.governance.domain import Anchor

    anchors = tuple(
        Anchor(start=start, end=end, time=(1.0 + number, 2.0 + number)) for number, (start, end) in enumerate(words)
    )
    utterance = Segment(
        index=0, kind=SegmentKind.UTTERANCE, text=text, locator=Locator(time=(1.0, 4.0)), confidence=0.9,
        anchors=anchors,
    )  # fmt: skip
    extraction = Extraction(media_type="audio/x-wav", modality=Modality.AUDIO, segments=(utterance,))
    with services.store.write() as db:
        record = db.assets.get(seen["call.wav"])
        assert record is not None
        assert record.content_id is not None
        db.vault.put_extraction(record.content_id, [msgpack.packb(to_plain(extraction))])
    loud = [bool(np.abs(part).max()) for part in heard(client.media(seen["call.wav"])).reshape(-1, RATE // 2)]
    assert loud == [False, False, True, True, False, False, True, True, False, False, False, False]
    part = heard(client.media(seen["call.wav"], start=3.0, seconds=1.5))
    assert [bool(np.abs(it).max()) for it in part.reshape(-1, RATE // 2)] == [True, True, False]
    clear = heard(client.reveal_media(seen["call.wav"], start=2.0, seconds=1.0, reason="to hear the number"))
    assert np.abs(clear).max() > 7000


def test_rows_are_turned_over_masked(client: Client, seen: dict[str, str]) -> None:
    first = client.rows(seen["customers.csv"], limit=100)
    assert (first["columns"], first["sheet"]) == (["name", "mobile", "points"], 1)
    rows, cursor = list(first["rows"]), first["next"]
    while cursor:
        page = client.rows(seen["customers.csv"], limit=100, cursor=cursor)
        rows, cursor = rows + page["rows"], page["next"]
    assert [it["cells"][2] for it in rows if it["cells"][2].isdigit()] == [str(it) for it in range(1, 241)]
    assert "1380013" not in str(rows)
    mobile = [it for it in first["marks"] if it["label"] == "cn_mobile"]
    assert {it["column"] for it in mobile} == {1}
    assert len(mobile) > 90
    assert [it["row"] for it in client.rows(seen["customers.csv"], row=100, limit=3)["rows"]] == [100, 101, 102]
    assert client.rows(seen["customers.csv"], row=9_999)["rows"] == []
    with pytest.raises(NotFoundError):
        client.rows(seen["customers.csv"], sheet=2)


def test_text_comes_in_pieces_too(client: Client, seen: dict[str, str]) -> None:
    whole = client.content(seen["delivery.pdf"])["segments"]
    first = client.content(seen["delivery.pdf"], limit=1)
    rest = client.content(seen["delivery.pdf"], limit=500, cursor=first["next"])
    assert [*first["segments"], *rest["segments"]] == whole
    assert rest["next"] is None
    (span,) = [it for segment in whole for it in segment["spans"] if it["label"] == "cn_resident_id"]
    assert span["finding"] in {it["id"] for it in client.findings(seen["delivery.pdf"])["items"]}


def test_a_value_is_revealed_with_a_reason_and_on_record(
    client: Client, services: Services, seen: dict[str, str], url: str, keys: dict[Role, dict[str, str]]
) -> None:
    asset = seen["delivery.pdf"]
    finding = next(it for it in client.findings(asset)["items"] if it["label"] == "cn_resident_id")
    assert client.reveal(asset, finding["id"], reason=f"asked by {NUMBER}") == NUMBER
    with services.store.read() as db:
        event = next(it for it in db.audit.page().items if it.action == "asset.reveal")
    assert event.target == asset
    assert event.details["finding"] == finding["id"]
    assert NUMBER not in str(event.details)
    with pytest.raises(UsageError):
        client.reveal(asset, finding["id"], reason="")
    with pytest.raises(NotFoundError):
        client.reveal(asset, "none", reason="to see it")
    crowd = next(it for it in client.findings(seen["customers.csv"])["items"] if it["count"] > 100)
    with pytest.raises(UsageError):
        client.reveal(seen["customers.csv"], crowd["id"], reason="to see it")
    with Client(url, keys[Role.ANALYST]["Authorization"].removeprefix("Bearer ")) as analyst:
        assert analyst.page(asset, 1)
        with pytest.raises(ForbiddenError):
            analyst.reveal(asset, finding["id"], reason="to see it")


def test_a_value_in_a_name_is_revealed(client: Client, services: Services, tmp_path: Path) -> None:
    path = tmp_path / f"form {NUMBER}.txt"
    path.write_text("An application form.", encoding="utf-8")
    services.ingest.run([str(path)])
    asset = next(it for it in client.assets()["items"] if it["name"].startswith("form 1"))
    (finding,) = [it for it in client.findings(asset["id"])["items"] if it["locator"].get("property") == "name"]
    assert client.reveal(asset["id"], finding["id"], reason="to see it") == NUMBER

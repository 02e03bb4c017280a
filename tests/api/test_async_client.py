"""The SDK for asyncio: the methods of the other one, against a real server."""

from __future__ import annotations

import asyncio
import inspect
from io import BytesIO
from pathlib import Path

import pytest
from loops import run_apart

from assay.governance.client import AsyncClient, Client
from assay.governance.domain import ForbiddenError, NotFoundError, UnavailableError
from assay.governance.services import Services


def methods(kind: type) -> dict[str, inspect.Signature]:
    return {
        name: inspect.signature(it).replace(return_annotation=None)
        for name, it in vars(kind).items()
        if inspect.isfunction(it) and not name.startswith("_")
    }


def test_both_clients_have_the_same_methods() -> None:
    assert methods(AsyncClient) == methods(Client)
    assert all(
        inspect.iscoroutinefunction(it) or inspect.isasyncgenfunction(it)
        for name, it in vars(AsyncClient).items()
        if name in methods(Client)
    )


def test_many_calls_at_once_and_a_job_to_its_end(url: str, services: Services, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a note about a lighthouse")

    async def run() -> None:
        async with AsyncClient(url, services.access.local_key()) as client:
            results = await asyncio.gather(*(client.tag(f"call 1380013800{number}") for number in range(3)))
            assert [it["findings"][0]["label"] for it in results] == ["cn_mobile"] * 3
            job = await client.ingest(str(tmp_path))
            states = [state async for state in client.events(job)]
            assert states[-1]["state"] == "done"
            assert (await client.wait(await client.upload(BytesIO(b"bytes"), name="b.txt")))["state"] == "done"
            (tagged,) = await client.tag_file(tmp_path / "a.txt")
            assert tagged["asset"]["uri"] == "a.txt"
            assert await client.health() == {"status": "ready"}
            with pytest.raises(NotFoundError):
                await client.asset("none")
        async with AsyncClient(url, "wrong") as unknown:
            with pytest.raises(ForbiddenError):
                await unknown.assets()
        async with AsyncClient("http://127.0.0.1:9", "any") as nobody:
            with pytest.raises(UnavailableError):
                await nobody.assets()

    run_apart(run)

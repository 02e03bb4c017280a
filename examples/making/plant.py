"""What machines write: readings with a gap, a quarter's summary, the network, visits, the gateway's log."""

from __future__ import annotations

import csv
import io
import math
import random
import sqlite3
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from making.files import write
from making.story import CONTRACT, ORDER, SEED, SILENCE, STAFF, TARGET

__all__ = ["write_plant"]

_BEGIN, _STEP = datetime(2024, 3, 14), timedelta(minutes=10)
_ROOMS = (("1", 4.0), ("2", -18.0), ("3", 2.5), ("4", 4.0))


def _readings() -> bytes:
    """Return five days of room 4, every ten minutes: nothing at all during the night of the failure, warm after it."""
    draw, rows = random.Random(SEED), io.StringIO()
    lines = csv.writer(rows, lineterminator="\n")
    lines.writerow(("time", "temperature_C", "humidity_%", "door"))
    for number in range(5 * 24 * 6):
        at = _BEGIN + number * _STEP
        if SILENCE[0] <= at < SILENCE[1]:
            continue
        warm = 3.4 * math.exp(-(at - SILENCE[1]).total_seconds() / 9000) if at >= SILENCE[1] else 0.0
        day = 0.35 * math.sin(math.tau * (at.hour + at.minute / 60 - 9) / 24)
        door = draw.random() < (0.14 if 6 <= at.hour < 18 else 0.01)
        celsius = 4.0 + day + warm + 0.8 * door + draw.gauss(0, 0.09)
        lines.writerow((at.isoformat(" "), f"{celsius:.2f}", f"{86 + draw.gauss(0, 1.1):.1f}", int(door)))
    return rows.getvalue().encode()


def _quarter() -> bytes:
    """Return each logger's day in the first quarter as Parquet."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    draw = random.Random(SEED)
    names = ("day", "logger", "room", "mean_C", "max_C", "readings")
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for day in range(91):
        for logger in range(12):
            room, target = _ROOMS[logger // 3]
            failed = room == "4" and day in {76, 77}
            mean = target + draw.gauss(0, 0.15) + (0.9 if failed else 0)
            row = (datetime(2024, 1, 1) + timedelta(days=day), f"L-{logger + 1:02d}", f"room {room}", round(mean, 2),
                   round(mean + abs(draw.gauss(0.8, 0.2)), 2), 144 - (22 if failed else 0))  # fmt: skip
            for column, value in zip(columns.values(), row, strict=True):
                column.append(value)
    table = pa.table(columns).cast(pa.schema([
        ("day", pa.date32()), ("logger", pa.string()), ("room", pa.string()), ("mean_C", pa.float64()),
        ("max_C", pa.float64()), ("readings", pa.int16()),
    ]))  # fmt: skip
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def _network() -> bytes:
    """Return which logger reports through which gateway as GraphML."""
    nodes = [("hub", "server"), ("gateway-01", "gateway"), ("gateway-02", "gateway")]
    nodes += [(f"L-{n:02d}", "logger") for n in range(1, 13)]
    edges = [("gateway-01", "hub", 12), ("gateway-02", "hub", 15)]
    edges += [(f"L-{n:02d}", "gateway-01" if n <= 6 else "gateway-02", 30 + 7 * n % 40) for n in range(1, 13)]
    said = "".join(f'<node id="{name}"><data key="kind">{kind}</data></node>' for name, kind in nodes)
    said += "".join(f'<edge source="{a}" target="{b}"><data key="ms">{ms}</data></edge>' for a, b, ms in edges)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
            '<key id="kind" for="node" attr.name="kind" attr.type="string"/>'
            '<key id="ms" for="edge" attr.name="latency_ms" attr.type="int"/>'
            f'<graph id="cold-rooms" edgedefault="directed">{said}</graph></graphml>\n').encode()  # fmt: skip


def _visits() -> bytes:
    """Return the technicians' app as SQLite: who was where when, and for which work order."""
    north, east = (float(part) for part in TARGET.split(","))
    draw = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "visits.sqlite"
        base = sqlite3.connect(path)
        base.execute("create table technician (id integer primary key, name text, mobile text, employee_number text)")
        base.execute(
            "create table visit (time text, technician integer, latitude real, longitude real, work_order text)"
        )
        people = [(n, who.name, who.mobile, f"YT{100 + n}") for n, who in enumerate(STAFF[3:5], 3)]
        base.executemany("insert into technician values (?, ?, ?, ?)", people)
        for number in range(24):
            at = datetime(2024, 3, 14, 8) + timedelta(hours=4.6 * number)
            order = ORDER if number == 20 else f"WO-2403-{98 + number}"
            base.execute("insert into visit values (?, ?, ?, ?, ?)", (
                at.isoformat(" "), 4 if number % 3 else 3, round(north + draw.gauss(0, 0.01), 5),
                round(east + draw.gauss(0, 0.01), 5), order))  # fmt: skip
        base.commit()
        base.execute("vacuum")
        base.close()
        return path.read_bytes()


def _log() -> bytes:
    """Return the gateway's log of the night: an hour of retries, then an alarm that opens a work order."""
    lines, at = [], SILENCE[0]
    while at < SILENCE[0] + timedelta(minutes=90):
        lines.append(
            f"{at:%Y-%m-%d %H:%M:%S} WARN  gateway-02 10.20.30.44 no answer from L-10, L-11, L-12; retry in 300 s"
        )
        at += timedelta(minutes=5)
    lines += [
        f"{at:%Y-%m-%d %H:%M:%S} ERROR gateway-02 room 4 counts as failed (contract no. {CONTRACT}, clause 4)",
        f"{at:%Y-%m-%d %H:%M:%S} INFO  hub opened work order {ORDER} for {STAFF[4].mail}",
        f"{SILENCE[1]:%Y-%m-%d %H:%M:%S} INFO  gateway-02 L-10, L-11, L-12 are back",
    ]
    return ("\n".join(lines) + "\n").encode()


def write_plant(root: Path) -> None:
    """Write `plant/`."""
    write(root, "plant/room-4-readings.csv", _readings())
    write(root, "plant/loggers-2024-q1.parquet", _quarter())
    write(root, "plant/network.graphml", _network())
    write(root, "plant/visits.sqlite", _visits())
    write(root, "plant/gateway.log", _log())

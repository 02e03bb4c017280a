"""From inside a decoder: what must not be possible is tried, one thing after the other."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from assay.extractors.sandbox import ConfinedSandbox
from assay.extractors.sandbox.decoding import BEHIND, step_back
from assay.governance.domain import FileRef, Limits, Protection, Reason, Status

HERE = Path(__file__).parent
DECODERS = [f"{HERE / 'hostile_decoder.py'}:HostileDecoder", f"{HERE / 'hostile_decoder.py'}:LauncherDecoder"]
SMALL = Limits(
    decoder_memory_bytes=256 << 20, unpacked_bytes=64 << 20, cpu_seconds=3, cpu_seconds_per_unit=1, stall_seconds=2
)


@pytest.fixture(scope="module")
def sandbox():
    with ConfinedSandbox(workers=2, decoders=DECODERS) as made:
        yield made


def perceive(sandbox, folder, text, *, name="file.txt", limits=SMALL):
    path = folder / name
    path.write_text(text)
    with path.open("rb") as file:
        return sandbox.perceive(FileRef(fd=file.fileno(), size=path.stat().st_size, name=name), limits)


def descendants() -> dict[int, str]:
    """All living processes that come from this one, with their state."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = (int(fields[1]), fields[0])
    found = {}
    grown = {os.getpid()}
    while grown:
        grown = {pid for pid, (parent, _) in parents.items() if parent in grown}
        found |= {pid: parents[pid][1] for pid in grown}
    return found


def test_all_protections_hold_here_or_the_kernel_has_none(sandbox):
    held = sandbox.protections()
    assert set(held) == set(Protection)
    assert held["no_new_privs"]
    assert held["rlimits"]


@pytest.mark.parametrize(
    "attempt",
    [
        "read /etc/passwd", "read /etc/shadow", "read /proc/1/environ", "read /proc/self/environ", "list /",
        "list /home", "list /tmp", "read {secret}", "link {secret}", "write {folder}/planted",
        "make {folder}/planted", "delete {secret}", "write /tmp/planted", "connect {port}",
        "datagram {port}", "listen", "unix", "fork", "spawn /bin/true", "signal {parent}", "signal 1", "signal -1",
        "truncate {secret}", "mode {secret}", "mode {folder}", "times {secret}", "attribute {secret}", "device",
        "hard-link {secret}", "limit {parent}", "priority {parent}", "core {parent}", "thread {parent}",
        "handle {parent}", "memory-file", "shared-memory", "home", "program-in-memory",
        "session", "syscall 101", "syscall 272", "syscall 165", "syscall 425", "syscall 321", "syscall 250",
        "syscall 323", "syscall 298", "syscall 175", "syscall 246", "syscall 304", "syscall 308", "syscall 310",
        "syscall 161", "syscall 435", "descriptors",
    ],
)  # fmt: skip
def test_an_escape_is_denied(sandbox, tmp_path, attempt):
    if attempt.startswith("syscall") and os.uname().machine != "x86_64":
        pytest.skip("numbers of x86_64")
    secret = tmp_path / "secret"
    secret.write_text("secret")
    before = secret.stat(), resource.getrlimit(resource.RLIMIT_CPU), os.getpriority(os.PRIO_PROCESS, 0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        filled = attempt.format(secret=secret, folder=tmp_path, port=server.getsockname()[1], parent=os.getpid())
        seen = perceive(sandbox, tmp_path, f"escape {filled}")
    assert seen.extraction.status is Status.COMPLETE
    assert seen.extraction.segments[0].text.startswith("denied")
    assert secret.read_text() == "secret"
    assert not (tmp_path / "planted").exists()
    after = secret.stat(), resource.getrlimit(resource.RLIMIT_CPU), os.getpriority(os.PRIO_PROCESS, 0)
    assert (before[0].st_mode, before[0].st_mtime, before[0].st_nlink, *before[1:]) == (
        after[0].st_mode, after[0].st_mtime, after[0].st_nlink, *after[1:],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("death", "reasons"),
    [
        ("exit", {Reason.WORKER_DIED}),
        ("end", {Reason.WORKER_DIED}),
        ("end-3", {Reason.WORKER_DIED}),
        ("segfault", {Reason.WORKER_DIED}),
        ("abort", {Reason.WORKER_DIED}),
        ("raise", {Reason.WORKER_DIED}),
        ("interrupt", {Reason.WORKER_DIED}),
        ("spin", {Reason.TIME_LIMIT}),
        ("native-spin", {Reason.TIME_LIMIT}),
        ("regex", {Reason.TIME_LIMIT}),
        ("sleep", {Reason.TIME_LIMIT}),
        ("recurse", {Reason.WORKER_DIED, Reason.MEMORY_LIMIT, Reason.TIME_LIMIT}),
        ("threads", {Reason.WORKER_DIED, Reason.MEMORY_LIMIT, Reason.TIME_LIMIT}),
        ("allocate", {Reason.MEMORY_LIMIT}),
        ("allocate-slowly", {Reason.MEMORY_LIMIT}),
        ("nothing", {Reason.WORKER_DIED}),
        ("not-decoded", {Reason.WORKER_DIED}),
        ("wrong-types", {Reason.WORKER_DIED}),
        ("bad-numbers", {Reason.WORKER_DIED}),
        ("negative", {Reason.WORKER_DIED}),
        ("huge", {Reason.MEMORY_LIMIT}),
        ("many-pixels", {Reason.MEMORY_LIMIT}),
        ("forged-empty", {Reason.WORKER_DIED}),
        ("forged-noise", {Reason.WORKER_DIED}),
        ("forged-footer", {Reason.WORKER_DIED}),
    ],
)
def test_a_death_is_a_status_and_the_next_file_is_read(sandbox, tmp_path, death, reasons):
    begun = time.monotonic()
    seen = perceive(sandbox, tmp_path, f"die {death}")
    assert time.monotonic() - begun < SMALL.stall_seconds + 2
    assert seen.extraction.status is Status.FAILED
    assert seen.extraction.reason in reasons
    assert seen.extraction.coverage == 0
    assert not seen.extraction.segments
    assert perceive(sandbox, tmp_path, "morning").extraction.text == "good morning"


def test_nothing_is_left_alive_after_a_file(sandbox, tmp_path):
    perceive(sandbox, tmp_path, "morning")
    before = set(descendants())
    perceive(sandbox, tmp_path, "die sleep")
    left = perceive(sandbox, tmp_path, "# start", name="file.md")
    assert left.extraction.segments[0].text.startswith("denied")  # no way out of the process group
    assert set(descendants()) <= before


def test_the_scratch_folder_is_in_memory_bounded_and_seen_by_nobody_else(sandbox, tmp_path):
    folder = perceive(sandbox, tmp_path, "scratch").extraction.text
    assert not (Path(folder) / "note.txt").exists()
    assert perceive(sandbox, tmp_path, "fill").extraction.text == "full after 128 MiB"
    assert perceive(sandbox, tmp_path, "nest").extraction.text == "good nest"


def test_a_decoder_sees_no_environment_of_ours(sandbox, tmp_path, monkeypatch):
    monkeypatch.setenv("ASSAY_API_KEY", "synthetic")
    with ConfinedSandbox(decoders=DECODERS) as fresh:
        names = perceive(fresh, tmp_path, "environment").extraction.text.split()
    assert "ASSAY_API_KEY" not in names
    assert "DO_NOT_TRACK" in names


def test_what_is_quiet_runs_behind_others_and_what_has_ended_is_let_be():
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    with subprocess.Popen(["/bin/sleep", "60"], start_new_session=True) as quiet:
        handle = os.pidfd_open(quiet.pid)
        step_back(handle)
        assert os.getpriority(os.PRIO_PROCESS, quiet.pid) == min(19, usual + BEHIND)
        quiet.kill()
        quiet.wait()
        step_back(handle)
        os.close(handle)


def test_progress_keeps_a_slow_reader_alive(sandbox, tmp_path):
    patient = Limits(stall_seconds=1, cpu_seconds_per_unit=5)
    assert perceive(sandbox, tmp_path, "slow 8", limits=patient).extraction.text == "good slow"


def test_many_threads_share_one_sandbox(sandbox, tmp_path):
    seen = {}

    def ask(number):
        folder = tmp_path / str(number)
        folder.mkdir()
        for _ in range(3):
            text = "die abort" if number % 4 == 0 else f"number-{number}"
            seen.setdefault(number, []).append(perceive(sandbox, folder, text).extraction.text)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {n: ["" if n % 4 == 0 else f"good number-{n}"] * 3 for n in range(8)}


def test_a_closed_sandbox_leaves_no_process_and_reads_nothing(tmp_path):
    before = set(descendants())
    made = ConfinedSandbox(decoders=DECODERS)
    assert perceive(made, tmp_path, "morning").extraction.text == "good morning"
    made.close()
    assert set(descendants()) <= before
    assert perceive(made, tmp_path, "morning").extraction.reason is Reason.WORKER_DIED


def test_a_killed_parent_of_decoders_is_started_again(tmp_path):
    with ConfinedSandbox(decoders=DECODERS) as made:
        before = set(descendants())
        perceive(made, tmp_path, "morning")
        for pid in set(descendants()) - before:
            os.kill(pid, 9)
        assert perceive(made, tmp_path, "evening").extraction.text == "good evening"


def test_time_spent_on_imports_is_not_the_files(tmp_path):
    sleepy = [f"{HERE / 'hostile_decoder.py'}:{name}" for name in ("SleepyDecoder", "SleepierDecoder")]
    with ConfinedSandbox(decoders=sleepy) as made:
        for _ in range(3):  # the first comes during the one's imports, and ends during the other's
            assert perceive(made, tmp_path, "morning").extraction.text == "good morning"

"""What the forked child does with one file: close the door, sniff, decode, write the envelope, end."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from assay.extractors.sandbox import confine, envelope, kernel, seccomp
from assay.extractors.sandbox.decoders import Decoders
from assay.extractors.sandbox.pace import Pace, paced
from assay.governance.domain import Decoded, Extraction, Limits, Modality, Reason, Status, Wanted, from_plain

__all__ = ["EXIT_MEMORY", "EXIT_RAISED", "EXIT_TOO_LARGE", "SCRATCH", "Job", "run"]

EXIT_RAISED, EXIT_MEMORY, EXIT_TOO_LARGE = 70, 71, 72
SCRATCH = "/dev/shm"  # noqa: S108 - a folder that every Linux has; the child sees one of its own there
_HEAD_BYTES = 65_536
_DESCRIPTORS = 256
_PROCESSES = 256
_LIBRARIES = 1 << 30
_FULL = (errno.EFBIG, errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to decode: its name as a hint, its limits, and its descriptors by number in this process."""

    name: str
    size: int
    limits: Mapping[str, Any]
    file: int
    memory: int
    progress: int
    first_picture: int = 0
    wanted: Mapping[str, Any] | None = None


def run(job: Job, decoders: Decoders, readable: Sequence[str]) -> int:
    """Decode the file of `job` in this process, confined; return its exit code."""
    try:
        _decode(job, decoders, readable)
    except MemoryError:
        return EXIT_MEMORY
    except OSError as exc:
        return EXIT_TOO_LARGE if exc.errno in _FULL else EXIT_RAISED
    except BaseException:  # noqa: BLE001 - whatever a parser raises, SystemExit too, ends this child alone
        return EXIT_RAISED
    return 0


def _decode(job: Job, decoders: Decoders, readable: Sequence[str]) -> None:
    limits = from_plain(Limits, job.limits)
    limit_resources(limits)
    scratch = _scratch(limits)
    pace = Pace(
        job.progress, cpu_per_unit=limits.cpu_seconds_per_unit, cpu_total=limits.cpu_seconds,
        first_picture=job.first_picture,
    )  # fmt: skip
    pace.start()
    confine.confine(readable=readable, scratch=scratch, programs=True)
    file = paced(job.file, job.size)
    media_type = _sniff(file, job.name)
    decoder = decoders.find(media_type)
    if not getattr(decoder, "programs", False) and not seccomp.restrict() and seccomp.available():
        raise OSError(errno.EPERM, "the stricter filter could not be put in place")
    envelope.write_heading(job.memory, envelope.Heading(media_type=media_type, decoder=getattr(decoder, "name", None)))
    if decoder is None:
        decoded = _unsupported(media_type, job.size)
    else:
        from assay.extractors.sandbox.showing import show
        from assay.extractors.shared.finish import finish

        if decoders.is_cold(decoder):
            _make_room_for_libraries()
        file.seek(0)
        if job.wanted is not None:
            wanted = from_plain(Wanted, job.wanted)
            decoded = show(file, job.name, media_type, decoders=decoders, limits=limits, wanted=wanted)
        else:
            decoded = finish(decoder.decode(file, name=job.name, media_type=media_type, limits=limits), limits)
    envelope.write(job.memory, decoded)


def limit_resources(limits: Limits) -> None:
    """Set what this process may use; memory counts on top of what it shares with its parent."""
    confine.set_limit(resource.RLIMIT_CORE, 0)
    confine.set_limit(resource.RLIMIT_NOFILE, _DESCRIPTORS)
    confine.set_limit(resource.RLIMIT_NPROC, _PROCESSES)
    confine.set_limit(resource.RLIMIT_FSIZE, max(limits.decoder_memory_bytes, limits.unpacked_bytes))
    memory = confine.address_space() + limits.decoder_memory_bytes
    confine.set_limit(resource.RLIMIT_AS, memory, memory + _LIBRARIES)


def _make_room_for_libraries() -> None:
    """Raise the limit for a decoder whose libraries its parent has not loaded yet: they are not the file's memory."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    confine.set_limit(resource.RLIMIT_AS, most)


def _scratch(limits: Limits) -> str | None:
    """Give this process the one folder that it may write to: in memory, bounded, its own; None where none can be."""
    if not kernel.private_folder(SCRATCH, size=limits.decoder_memory_bytes // 2):
        os.chdir("/")
        return None
    os.environ["TMPDIR"] = os.environ["HOME"] = SCRATCH
    os.chdir(SCRATCH)
    return SCRATCH


def _sniff(file: BinaryIO, name: str) -> str:
    from assay.extractors.sniffing.sniff import sniff

    head = file.read(_HEAD_BYTES)
    return sniff(head, name, file)


def _unsupported(media_type: str, size: int) -> Decoded:
    return Decoded(
        extraction=Extraction(
            media_type=media_type, modality=Modality.OTHER, status=Status.SKIPPED, reason=Reason.UNSUPPORTED_FORMAT,
            coverage=0.0, facts={"bytes": size},
        )
    )  # fmt: skip

"""Keys are made once, read by their owner alone, and shown nowhere."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from assay.governance.domain import SettingsError
from assay.governance.security import Keyring, hash_api_key, new_api_key, same_secret


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_keys_are_made_at_first_use_and_stay(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "assay"
    first = Keyring.open(folder)
    second = Keyring.open(folder)
    assert first.master == second.master
    assert first.local_key == second.local_key
    assert first.mac("x", b"y") == second.mac("x", b"y")
    assert mode(folder) == 0o700
    assert {path.name for path in folder.iterdir()} == {"master.key", "hash-1.key", "local-admin.key"}
    assert {mode(path) for path in folder.iterdir()} == {0o600}


def test_the_umask_does_not_open_the_files(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        Keyring.open(tmp_path / "config")
    finally:
        os.umask(before)
    assert mode(tmp_path / "config") == 0o700
    assert {mode(path) for path in (tmp_path / "config").iterdir()} == {0o600}


@pytest.mark.parametrize("name", ["master.key", "hash-1.key", "local-admin.key"])
@pytest.mark.parametrize("bits", [0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, name: str, bits: int) -> None:
    Keyring.open(tmp_path / "config")
    (tmp_path / "config" / name).chmod(bits)
    with pytest.raises(SettingsError, match="chmod 600"):
        Keyring.open(tmp_path / "config")


@pytest.mark.parametrize("name", ["master.key", "hash-1.key", "local-admin.key"])
def test_a_link_in_place_of_a_file_is_refused(tmp_path: Path, name: str) -> None:
    Keyring.open(tmp_path / "config")
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "config" / name).rename(elsewhere)
    (tmp_path / "config" / name).symlink_to(elsewhere)
    with pytest.raises(SettingsError, match="links are refused"):
        Keyring.open(tmp_path / "config")


def test_a_link_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "config").symlink_to(tmp_path / "real")
    with pytest.raises(SettingsError, match="link"):
        Keyring.open(tmp_path / "config")


def test_a_folder_that_others_may_write_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config").chmod(0o770)
    with pytest.raises(SettingsError, match="chmod 700"):
        Keyring.open(tmp_path / "config")


@pytest.mark.parametrize("junk", [b"", b"zz", b"00" * 31, b"not a key at all"])
def test_a_file_that_holds_no_key_is_refused_and_left(tmp_path: Path, junk: bytes) -> None:
    Keyring.open(tmp_path / "config")
    path = tmp_path / "config" / "master.key"
    path.write_bytes(junk)
    with pytest.raises(SettingsError, match="does not hold a key"):
        Keyring.open(tmp_path / "config")
    assert path.read_bytes() == junk


def test_a_pipe_in_place_of_a_file_does_not_hang(tmp_path: Path) -> None:
    Keyring.open(tmp_path / "config")
    (tmp_path / "config" / "master.key").unlink()
    os.mkfifo(tmp_path / "config" / "master.key", 0o600)
    with pytest.raises(SettingsError, match="not a regular file"):
        Keyring.open(tmp_path / "config")


def test_processes_that_start_at_once_agree_on_one_set_of_keys(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from assay.governance.security import Keyring; "
        "k = Keyring.open(Path(sys.argv[1])); print(k.mac('x', k.master).hex(), k.mac('x', k.local_key.encode()).hex())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "config")]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(6)]
    answers = {child.communicate()[0] for child in children}
    assert [child.returncode for child in children] == [0] * 6
    assert len(answers) == 1
    assert len(list((tmp_path / "config").iterdir())) == 3


def test_no_key_shows_in_a_repr(tmp_path: Path) -> None:
    keyring = Keyring.open(tmp_path)
    assert repr(keyring) == "Keyring(in files)"
    assert repr(Keyring.ephemeral()) == "Keyring(in memory)"


def test_purposes_have_keys_of_their_own() -> None:
    keyring = Keyring.ephemeral()
    assert keyring.mac("audit", b"x") != keyring.mac("api-key", b"x")
    assert keyring.mac("audit", b"x") != Keyring.ephemeral().mac("audit", b"x")
    assert keyring.mac("audit", b"x") == keyring.mac("audit", b"x") != keyring.mac("audit", b"y")


def test_the_end_of_a_chain_is_noted_in_the_folder(tmp_path: Path) -> None:
    keyring = Keyring.open(tmp_path)
    assert keyring.checkpoint("c1") is None
    keyring.note_checkpoint("c1", 7, "ab" * 32)
    keyring.note_checkpoint("c1", 8, "cd" * 32)
    assert Keyring.open(tmp_path).checkpoint("c1") == (8, "cd" * 32)
    assert keyring.checkpoint("c2") is None
    assert mode(tmp_path / "audit-c1.json") == 0o600


def test_api_keys_are_long_random_and_hashed_under_the_keyring() -> None:
    first, second = new_api_key(), new_api_key()
    assert first != second
    assert len(first) >= 48
    keyring = Keyring.ephemeral()
    assert hash_api_key(keyring, first) == hash_api_key(keyring, first)
    assert hash_api_key(keyring, first) != hash_api_key(Keyring.ephemeral(), first)
    assert first[6:] not in hash_api_key(keyring, first)
    assert same_secret("ä", "ä")
    assert not same_secret("a", "b")

"""A PostgreSQL server for the length of a test session, started from the programs of this machine where it has them."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

PASSWORD = "s3cret:/@word"


def programs() -> Path | None:
    """Return the folder of initdb and postgres."""
    found = [Path(p).parent for p in [shutil.which("initdb")] if p]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in found if (folder / "postgres").exists()), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _owner() -> str | None:
    """The server refuses to run as root: then another user of the machine is its owner."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Yield `127.0.0.1:port` of a server with a user `inspector` and the password `PASSWORD`."""
    home = programs()
    assert home is not None
    owner = _owner()
    with tempfile.TemporaryDirectory(prefix="duxue-pg-", ignore_cleanup_errors=True) as at:
        place = Path(at)
        (place / "password").write_text(PASSWORD)
        if owner:
            for path in (place, place / "password"):
                shutil.chown(path, owner)
        setup = [
            "-D",
            at + "/data",
            "-U",
            "inspector",
            "-A",
            "scram-sha-256",
            "--pwfile",
            at + "/password",
            "-E",
            "UTF8",
        ]
        subprocess.run([home / "initdb", *setup, "--no-sync"], check=True, capture_output=True, user=owner, cwd=at)
        port = free_port()
        command = [home / "pg_ctl", "-D", at + "/data", "-w", "-l", at + "/log"]
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={at} -c fsync=off"
        subprocess.run([*command, "-o", options, "start"], check=True, capture_output=True, user=owner, cwd=at)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            subprocess.run([*command, "-m", "immediate", "stop"], capture_output=True, user=owner, cwd=at, check=False)

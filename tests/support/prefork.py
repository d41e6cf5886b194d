"""``fxwidget`` as a command that starts at once, for tests that run it a hundred times at times of their own.

One process has imported everything, and forks for each call; the command itself hands over its arguments, environment and
open files, and ends with the exit code. So a call is a process of its own, and costs what it does. Its wall clock starts at
``TEST_NOW`` of its environment, or where ``faked`` or a ``Clock`` set it, and runs on.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from functools import cache
from pathlib import Path

from .processes import PATIENCE, environment, until

ROOT = Path(__file__).parents[2]

COMMAND = """\
#!{python} -SE
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
call = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(server, [len(call).to_bytes(4, "big")], [0, 1, 2])
server.sendall(call)
sys.exit(server.recv(1)[0])
"""


@contextmanager
def preforked(folder: Path) -> Iterator[Path]:
    """A folder for ``PATH`` with the command ``fxwidget``, which works until the block ends."""
    folder.mkdir(parents=True)
    address = str(folder / "socket")
    process = subprocess.Popen(
        [sys.executable, "-m", __name__, address], cwd=ROOT, env=environment(PATH=""), stdin=subprocess.PIPE
    )
    assert process.stdin is not None
    try:
        command = folder / "fxwidget"
        command.write_text(COMMAND.format(python=sys.executable, address=address))
        command.chmod(0o755)
        until(lambda: Path(address).exists() or process.poll() is not None, "the socket")
        yield folder
    finally:
        process.stdin.close()
        process.wait(PATIENCE)


def fxwidget(
    *arguments: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, as ``processes.fxwidget`` does: for tests of what it does, not of how it starts."""
    call = json.dumps([arguments, str(cwd), environment(**(env or {}))]).encode()
    pipes = [os.pipe(), os.pipe()]
    with socket.socket(socket.AF_UNIX) as server, Path(os.devnull).open() as nothing:
        server.settimeout(PATIENCE)
        server.connect(_address())
        written = [write for _, write in pipes]
        socket.send_fds(server, [len(call).to_bytes(4, "big")], [nothing.fileno(), *written])
        for each in written:
            os.close(each)
        server.sendall(call)
        with ThreadPoolExecutor(2) as readers:
            out, err = readers.map(_read, [read for read, _ in pipes])
        code = server.recv(1)[0]
    return subprocess.CompletedProcess(arguments, code, out, err)


def _read(descriptor: int) -> str:
    """All that comes out of a pipe."""
    with open(descriptor, encoding="utf-8") as file:
        return file.read()


@cache
def _address() -> str:
    """Where the one process listens that forks for the calls of this one. It ends with this one."""
    stack = ExitStack()
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    stack.enter_context(preforked(Path(folder) / "bin"))
    atexit.register(stack.close)
    return str(Path(folder) / "bin/socket")


def serve(address: str) -> None:
    """Import what the command needs, then fork for each call until standard input, which nobody writes to, is closed."""
    _rehearse()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{address}.new")
        server.listen()
        os.rename(f"{address}.new", address)
        while sys.stdin not in select.select([server, sys.stdin], [], [])[0]:
            call, _ = server.accept()
            with call:
                head, files, _, _ = socket.recv_fds(call, 4, 3)
                text = bytearray()
                while len(text) < int.from_bytes(head, "big"):
                    text += call.recv(65_536)
                call.send(bytes([_forked(json.loads(text), files)]))
            for each in files:
                os.close(each)


def _rehearse() -> None:
    """Publish a set nowhere, so that modules are imported and templates compiled before the first call."""
    import fxwidget.cli
    import fxwidget.refresher.daemon  # noqa: F401
    from fxwidget.config.settings import Settings
    from fxwidget.provider.bank_holidays import off
    from fxwidget.web.flat.publisher import FlatPublisher

    from .snapshots import NOW, snapshot

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(store=f"disk://{folder}/store", variants=("/widget?lang=ru",))
        FlatPublisher(settings, Path(folder) / "set").publish(snapshot(), NOW)
    off("russia", NOW.date())


def _forked(call: tuple[list[str], str, dict[str, str]], files: list[int]) -> int:
    """The exit code of a call in a process of its own."""
    child = os.fork()
    if child == 0:
        for target, each in enumerate(files):
            os.dup2(each, target)
        _run(*call)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF


def _run(arguments: list[str], folder: str, variables: dict[str, str]) -> None:
    """Be the command, and end."""
    import time_machine

    from fxwidget.cli import main

    os.chdir(folder)
    now = _now(variables)
    os.environ.clear()
    os.environ.update(variables)
    time.tzset()
    sys.argv = ["fxwidget", *arguments]
    try:
        with time_machine.travel(now) if now else nullcontext():
            main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    else:
        code = 0
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # to take everything down that was imported takes as long as a run


def _now(variables: dict[str, str]) -> str | None:
    """The instant, in UTC, at which a call's clock starts; None by the machine's."""
    file = variables.get("FAKETIME_TIMESTAMP_FILE")
    faked = Path(file).read_text("utf-8") if file else variables.get("FAKETIME", "")
    return variables.pop("TEST_NOW", None) or faked.removeprefix("@") or None


if __name__ == "__main__":
    serve(sys.argv[1])

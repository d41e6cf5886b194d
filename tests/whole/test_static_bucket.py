"""``examples/static-host/upload_to_bucket.py`` against moto, which answers as S3 does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fxwidget.config.settings import Settings
from fxwidget.web.flat.publisher import FlatPublisher
from tests.support.processes import PATIENCE, environment
from tests.support.servers import free_port, started
from tests.support.snapshots import NOW, snapshot

if TYPE_CHECKING:  # only the machine that has buckets has it
    from obstore.store import S3Store

pytestmark = pytest.mark.needs("buckets")

PROGRAM = Path(__file__).parents[2] / "examples/static-host/upload_to_bucket.py"


@dataclass
class Bucket:
    """An empty bucket ``rates`` of a server of its own; ``log`` has a line for each request."""

    url: str
    log: Path

    @property
    def access(self) -> dict[str, str]:
        """The environment that tells a program where the bucket is."""
        keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
        return {**keys, "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": self.url}

    def upload(self, folder: Path) -> str:
        """Upload a set as the program's users do; returns what it prints."""
        done = subprocess.run(
            [sys.executable, str(PROGRAM), str(folder), "s3://rates/fx"],
            env=environment(**self.access),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def store(self) -> S3Store:
        """The folder of the bucket that the set is in."""
        from obstore.store import S3Store

        return S3Store(
            "rates",
            prefix="fx",
            endpoint=self.url,
            access_key_id="a",
            secret_access_key="b",
            region="us-east-1",
            client_options={"allow_http": True},
        )

    def names(self) -> set[str]:
        """What is in that folder."""
        import obstore

        return {each["path"] for batch in obstore.list(self.store()) for each in batch}

    def requests(self, verb: str) -> list[str]:
        """The files of all requests of a kind, in their order."""
        return re.findall(rf'"(?:\x1b\[\w+)*{verb} /rates/fx/([^? ]+)', self.log.read_text())


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[Bucket]:
    port = free_port()
    command = [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)]
    with started(command, [port], tmp_path / "moto.log"):
        it = Bucket(f"http://127.0.0.1:{port}", tmp_path / "moto.log")
        urllib.request.urlopen(urllib.request.Request(f"{it.url}/rates", method="PUT")).close()
        yield it


def published(folder: Path, *variants: str) -> set[str]:
    """Write a set with these variants into a folder; returns the files that a bucket wants of it."""
    settings = Settings(store=f"disk://{folder}.store", currencies=("INR", "RUB"), variants=variants)
    FlatPublisher(settings, folder).publish(snapshot(), NOW)
    files = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    return {name for name in files if not name.startswith((".", "_"))}


def test_a_bucket_has_the_set_and_its_headers(bucket: Bucket, tmp_path: Path) -> None:
    """Each file is there with its bytes, type and time; a newer set takes away what only the older one had, and nothing else."""
    import obstore

    folder = tmp_path / "site"
    first = published(folder, "/widget?lang=ru")
    assert bucket.upload(folder).endswith("0 removed\n")
    assert bucket.names() == first
    for it in json.loads((folder / "manifest.json").read_bytes())["files"]:
        found = obstore.get(bucket.store(), it["file"])
        assert found.attributes["Content-Type"] == it["headers"]["Content-Type"]
        assert found.attributes["Cache-Control"] == it["headers"]["Cache-Control"]
        assert bytes(found.bytes()) == (folder / it["file"]).read_bytes()

    put = bucket.requests("PUT")
    pages = [number for number, name in enumerate(put) if name.endswith(".html")]
    assert put[-1] == "manifest.json"
    assert pages == list(range(pages[0], len(put) - 1)), "pages come after what they name"

    obstore.put(bucket.store(), "mine.txt", b"Mine")
    second = published(folder, "/widget?lang=pt")
    assert first - second
    bucket.upload(folder)
    assert bucket.names() == second | {"mine.txt"}

"""Uploads a set of files that `fxwidget build` wrote into an S3-compatible bucket, each with the headers that belong to it.

    python upload_to_bucket.py site s3://BUCKET/rates

The access is read from the environment, as by any S3 client: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, and
AWS_ENDPOINT_URL for a bucket that is not Amazon's.
"""

from __future__ import annotations

import json
import mimetypes
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import obstore
from obstore.store import S3Store

MANIFEST = "manifest.json"
FOR_HOSTS = ("_headers", ".htaccess", ".nojekyll")
"""Files for other hosts; a bucket has no use of them."""

AT_ONCE = 8
"""Requests that are under way at a time."""


def main(folder: Path, url: str) -> None:
    """Upload the set in a folder, then remove what the set before had and this one has not."""
    store = S3Store.from_url(url, client_options={"allow_http": True})
    manifest = json.loads((folder / MANIFEST).read_bytes())
    before = names_in_bucket(store)
    for batch in in_order(manifest["names"]):
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(lambda name: upload(store, folder, name, manifest), batch))
    gone = sorted(before - {*manifest["names"], MANIFEST})
    if gone:
        obstore.delete(store, gone)
    print(f"{len(manifest['names'])} files in {url}, {len(gone)} removed")


def names_in_bucket(store: S3Store) -> set[str]:
    """The files of the set that the bucket has: whatever else is there is somebody else's, and stays."""
    try:
        return set(json.loads(bytes(obstore.get(store, MANIFEST).bytes()))["names"])
    except FileNotFoundError:
        return set()


def in_order(names: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """What pages name goes before the pages, and the list of all comes last: at no time does a link lead nowhere."""
    wanted = [name for name in names if name not in (*FOR_HOSTS, MANIFEST)]
    pages = [name for name in wanted if name.endswith(".html")]
    return sorted(set(wanted) - set(pages)), pages, [MANIFEST]


def upload(store: S3Store, folder: Path, name: str, manifest: dict[str, Any]) -> None:
    """Put one file into the bucket, with its media type and the time for which copies of it are good."""
    headers: dict[str, str] = next((it["headers"] for it in manifest["files"] if it["file"] == name), {})
    attributes = {
        "Content-Type": headers.get("Content-Type") or mimetypes.guess_type(name)[0] or "text/plain",
        "Cache-Control": headers.get("Cache-Control", "no-cache"),
    }
    obstore.put(store, name, (folder / name).read_bytes(), attributes=attributes)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

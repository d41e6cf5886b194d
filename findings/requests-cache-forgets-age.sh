#!/bin/sh
# requests-cache 1.3.3, told to follow the server, keeps for another hour an answer that was too old when it came.
#
# An answer that says max-age=3600 and Age: 7200 has lain in a cache on the way for two hours: by RFC 9111 (4.2.3) it is
# stale on arrival and must not be reused unasked. With cache_control=True requests-cache counts the hour from when it
# got it, reading neither Age nor Date: behind a content network a rate lives twice as long as its publisher allows.
# CacheControl 0.14.4 reads Date, so it asks again here; without Age too an old Date alone is enough for it, and an old
# Age alone is not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check requests==2.34.2 requests-cache==1.3.3 cachecontrol==0.14.4
env/bin/python - <<'END'
import http.server
import threading
import time
from email.utils import formatdate

import requests
from cachecontrol import CacheControl
from requests_cache import CachedSession

asked = []


class Relay(http.server.BaseHTTPRequestHandler):
    """Hands on an answer that was made two hours ago and is good for one."""

    def do_GET(self):
        asked.append(self.path)
        self.send_response_only(200)
        self.send_header("Cache-Control", "max-age=3600")
        self.send_header("Date", formatdate(time.time() - (7200 if "date" in self.path else 0), usegmt=True))
        if "age" in self.path:
            self.send_header("Age", "7200")
        self.send_header("Content-Length", "15")
        self.end_headers()
        self.wfile.write(b'{"INR":95.1234}')

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Relay)
threading.Thread(target=server.serve_forever, daemon=True).start()
found = {}
for path in ("age-and-date", "date", "age", "fresh"):
    sessions = {
        "requests-cache": CachedSession(backend="memory", cache_control=True),
        "CacheControl": CacheControl(requests.Session()),
    }
    for name, session in sessions.items():
        asked.clear()
        for _ in range(3):
            session.get(f"http://127.0.0.1:{server.server_port}/{path}").raise_for_status()
        found[name, path] = len(asked)
        print(f"{name}, {path}: the server was asked {len(asked)} of 3 times")
server.shutdown()
assert [found["requests-cache", path] for path in ("age-and-date", "date", "age", "fresh")] == [1, 1, 1, 1]
assert [found["CacheControl", path] for path in ("age-and-date", "date", "age", "fresh")] == [3, 3, 1, 1]
END

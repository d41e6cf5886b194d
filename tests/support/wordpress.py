"""A real WordPress over MariaDB and PHP's own server, from Debian's packages, with our plugin; its clock is the test's."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tools.plugin import SOURCE, build

from .processes import PATIENCE, environment, faked, until
from .servers import free_port, listens

VERSION = re.findall(r"const VERSION = '(.*)'", (SOURCE / "fxwidget.php").read_text("utf-8"))[0]
DOCUMENTS = Path("/usr/share/wordpress")
PASSWORD = "admin-pw"

CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:'.getenv('WP_SOCK'));
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $each) { define($each.'_KEY', $each); define($each.'_SALT', $each); }
define('WP_HOME', getenv('WP_URL')); define('WP_SITEURL', getenv('WP_URL'));
define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_HTTP_BLOCK_EXTERNAL', true); define('WP_ACCESSIBLE_HOSTS', '127.0.0.1');
define('WP_DEBUG', true); define('WP_DEBUG_DISPLAY', false); define('WP_DEBUG_LOG', __DIR__.'/debug.log');
if (getenv('WP_NETWORK')) {
    define('MULTISITE', true); define('SUBDOMAIN_INSTALL', false); define('DOMAIN_CURRENT_SITE', '127.0.0.1');
    define('PATH_CURRENT_SITE', '/'); define('SITE_ID_CURRENT_SITE', 1); define('BLOG_ID_CURRENT_SITE', 1);
    $_SERVER['HTTP_HOST'] = '127.0.0.1';
}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__.'/');
require ABSPATH.'wp-settings.php';
"""

MUST_USE = """<?php
add_filter('http_request_host_is_external', fn($ok, $host) => $ok || in_array($host, ['127.0.0.1', 'localhost'], true), 10, 2);
add_filter('http_allowed_safe_ports', fn($ports) => array_merge($ports, [(int) getenv('WP_TEST_PORT')]));
if (!function_exists('wp_mail')) { function wp_mail() { return true; } }
"""

INSTALL = """define('WP_INSTALLING', true); $_SERVER['HTTP_HOST'] = '127.0.0.1';
require 'wp-load.php'; require ABSPATH.'wp-admin/includes/upgrade.php';
wp_install('Test', 'admin', 'admin@example.org', false, '', $argv[1], '');
"""

PHP_INI = """opcache.enable_cli=1
opcache.file_cache={folder}/opcache
opcache.file_update_protection=0
"""
"""Each PHP finds WordPress compiled; the site's clock is years before its files' times, which keep files out of the cache else."""

RUN = """<?php
[$code, $arguments, $stdin] = json_decode(file_get_contents('php://input'), true);
$argv = ['run', ...$arguments];
define('STDIN', fopen('data:text/plain;base64,'.base64_encode($stdin), 'r'));
ini_set('display_errors', '1');
eval($code);
"""
"""Runs what is posted to it. It is in the test's own site alone, on the loopback address."""

LOAD = """require 'wp-load.php'; require ABSPATH.'wp-admin/includes/plugin.php'; wp_set_current_user(1);
"""


@dataclass(frozen=True)
class WordPress:
    """A site at ``url`` whose files are in ``root``."""

    url: str
    root: Path
    clock: Path
    env: Mapping[str, str]

    def set_clock(self, now: datetime) -> None:
        """Have PHP's clock run on from an instant. It may not stand still: ``uniqid`` waits for it to move."""
        self.clock.write_text(f"{(now - datetime.now(UTC)).total_seconds():+f}")

    def php(self, code: str, *arguments: str, stdin: str = "") -> str:
        """Run PHP code inside WordPress as its administrator, and return what it prints.

        The site's own server runs it: it has WordPress compiled, and starts no process.
        """
        asked = json.dumps([LOAD + code, arguments, stdin]).encode()
        with urllib.request.urlopen(
            urllib.request.Request(f"{self.url}/run.php", asked), timeout=PATIENCE
        ) as got:
            text: str = got.read().decode()
        return text

    def process(self, code: str, *arguments: str) -> str:
        """Run PHP code in a process of its own, in the site's folder, and return what it prints."""
        done = subprocess.run(
            ["php", "-d", "display_errors=stderr", "-r", code, "--", *arguments],
            cwd=self.root,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def network(self, code: str) -> str:
        """Run PHP code in the same site as the first of a network, once it has been made one."""
        return replace(self, env={**self.env, "WP_NETWORK": "1"}).process(LOAD + code)

    def page(self, content: str) -> str:
        """Create a page, and return its address."""
        code = """$page = ['post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Rates'];
            echo wp_insert_post($page + ['post_content' => wp_slash($argv[1])]);"""
        return f"{self.url}/?page_id={self.php(code, content)}"

    def cron(self) -> None:
        """Run the tasks of WP-Cron that are due."""
        self.process("require 'wp-cron.php';")

    def complaints(self) -> list[str]:
        """The errors and warnings that PHP logged about the plugin's own files."""
        log = self.root / "debug.log"
        return (
            [line for line in log.read_text().splitlines() if "plugins/fxwidget" in line]
            if log.exists()
            else []
        )


@contextmanager
def wordpress(folder: Path, service: int, now: datetime) -> Iterator[WordPress]:
    """An installed site with the plugin switched on; ``service`` is the port on this machine that it may ask."""
    folder.mkdir(parents=True, exist_ok=True)
    root, port = folder / "root", free_port()
    shutil.copytree(DOCUMENTS, root)
    (root / "wp-config.php").unlink(missing_ok=True)
    (root / "wp-config.php").write_text(CONFIG)
    (root / "wp-content/mu-plugins").mkdir()
    (root / "wp-content/mu-plugins/tests.php").write_text(MUST_USE)
    (root / "run.php").write_text(RUN)
    build(root / "wp-content/plugins")
    clock = folder / "clock"
    for name in ("opcache", "php.d"):
        (folder / name).mkdir()
    (folder / "php.d/test.ini").write_text(PHP_INI.format(folder=folder))
    preload = {name: value for name, value in faked("").items() if name != "FAKETIME"}
    env = environment(
        **preload,
        FAKETIME_TIMESTAMP_FILE=str(clock),
        FAKETIME_NO_CACHE="1",
        PHP_INI_SCAN_DIR=f":{folder / 'php.d'}",
        WP_SOCK=str(folder / "db.sock"),
        WP_URL=f"http://127.0.0.1:{port}",
        WP_TEST_PORT=str(service),
        PHP_CLI_SERVER_WORKERS="4",
    )
    site = WordPress(f"http://127.0.0.1:{port}", root, clock, env)
    site.set_clock(now)
    with _database(folder):
        site.process(INSTALL, PASSWORD)
        site.process(LOAD + "activate_plugin('fxwidget/fxwidget.php');")
        with _serving(site, port, folder / "php.log"):
            yield site


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    """MariaDB on a socket in ``folder``, with an empty database ``wp``."""
    socket, data = folder / "db.sock", folder / "db"
    user = ["--user=root"] if os.getuid() == 0 else []
    install = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", *user, "--skip-test-db"]
    install += ["--auth-root-authentication-method=normal"]
    subprocess.run(install, check=True, capture_output=True)
    serve = [
        "/usr/sbin/mariadbd",
        "--no-defaults",
        *user,
        f"--datadir={data}",
        f"--socket={socket}",
        "--skip-networking",
    ]
    serve += ["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M", "--skip-log-bin"]
    ask = ["mariadb", "--no-defaults", "-uroot", "-S", str(socket), "-e"]
    with (folder / "db.log").open("wb") as log:
        process = subprocess.Popen([*serve], stdout=log, stderr=subprocess.STDOUT)
    try:

        def up() -> bool:
            assert process.poll() is None, (folder / "db.log").read_text()
            return subprocess.run([*ask, "select 1"], check=False, capture_output=True).returncode == 0

        until(up, "the database")
        subprocess.run([*ask, "create database wp character set utf8mb4"], check=True)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def _serving(site: WordPress, port: int, log: Path) -> Iterator[None]:
    """PHP's server; its workers outlive their parent, so the group is ended."""
    with log.open("wb") as output:
        arguments = ["php", "-S", f"127.0.0.1:{port}", "-t", str(site.root)]
        process = subprocess.Popen(
            arguments,
            cwd=site.root,
            env=site.env,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        until(lambda: listens(port), "PHP's server")
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE)

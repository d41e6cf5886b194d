"""What is said where Redis fails: one line with what is wrong and what to do, whatever words the server or its client has."""

from __future__ import annotations

import pytest
from redis import exceptions as redis

from fxwidget.store.redis.connection import Connection
from fxwidget.store.redis.faults import remedy

TO_BE_SAID: list[tuple[Exception, str]] = [
    (
        redis.AuthenticationError("invalid username-password pair or user is disabled."),
        "it refuses the password",
    ),
    (redis.AuthenticationError("Authentication required."), "it wants a password; write it into the setting"),
    (redis.ResponseError("WRONGPASS invalid username-password pair"), "it refuses the password"),
    (redis.NoPermissionError("this user has no permissions to run the 'get' command"), "let its user have"),
    (
        redis.OutOfMemoryError("command not allowed when used memory > 'maxmemory'."),
        "it is full; raise its maxmemory",
    ),
    (redis.ReadOnlyError("You can't write against a read only replica."), "it is a replica"),
    (
        redis.ResponseError("MISCONF Errors writing to the AOF file: No space left on device"),
        "it can't save its data",
    ),
    (
        redis.ResponseError("WRONGTYPE Operation against a key holding the wrong kind of value"),
        "holds something else",
    ),
    (redis.MovedError("5061 10.0.0.2:6379"), "name the node of the cluster that has the keys"),
    (redis.ClusterDownError("CLUSTERDOWN Hash slot not served"), "the cluster has lost nodes"),
    (redis.BusyLoadingError("Redis is loading the dataset in memory"), "it is still loading its data"),
    (redis.TimeoutError("Timeout reading from socket"), "it did not answer in time"),
    (
        redis.ConnectionError("Error 111 connecting to 10.0.0.2:6379. Connection refused."),
        "Connection refused; look whether it runs",
    ),
    (redis.ResponseError("BUSY Redis is busy running a script."), "a script of somebody's runs in it"),
    (redis.ResponseError("ERR something\nnew"), "ERR something new; look into its log"),
]


@pytest.mark.parametrize(("error", "said"), TO_BE_SAID, ids=lambda it: type(it).__name__ if it else "")
def test_what_is_said(error: Exception, said: str) -> None:
    """An operator learns what to do without looking up the server's words."""
    assert said in "; ".join(remedy(error))


def test_no_message_has_a_password() -> None:
    """Whatever fails, the URL is shown without what stands before its host."""
    it = Connection("redis://fx:s3cr3t@cache.example:6379/0")
    text = it.wrong(redis.ConnectionError("refused"))
    assert text.startswith("can't use the store redis://cache.example:6379/0: refused; look whether it runs")
    assert "\n" not in text

"""What Redis and its client say when something is wrong, and what an operator does about it."""

from __future__ import annotations

from redis import exceptions as redis

__all__ = ["remedy"]

WAIT = "it goes on by itself once it can"

_BY_CLASS: tuple[tuple[type[Exception], str, str], ...] = (
    (redis.AuthenticationError, "it refuses the password", "write the right one into the setting store"),
    (redis.NoPermissionError, "", "let its user have ~{fxwidget}:* and &{fxwidget}:* in the ACL"),
    (redis.BusyLoadingError, "it is still loading its data", WAIT),
    (redis.ReadOnlyError, "it is a replica, which can't be written", "name the primary, or its Sentinels"),
    (redis.OutOfMemoryError, "it is full", "raise its maxmemory, or take from it what else is in it"),
    (redis.MovedError, "", "name the node of the cluster that has the keys, or a Redis that is no cluster"),
    (redis.AskError, "", "the cluster moves these keys just now; " + WAIT),
    (redis.ClusterDownError, "", "the cluster has lost nodes; " + WAIT),
    (redis.TimeoutError, "it did not answer in time", "look whether it hangs, and at the network; " + WAIT),
    (redis.ConnectionError, "", "look whether it runs and can be reached; " + WAIT),
)

_BY_WORD = (
    (
        "Authentication required",
        "it wants a password",
        "write it into the setting store, as in redis://:PASSWORD@HOST",
    ),
    ("WRONGPASS", "it refuses the password", "write the right one into the setting store"),
    ("WRONGTYPE", "a key under {fxwidget}: holds something else", "remove it, or choose another database"),
    ("MISCONF", "it can't save its data, and so takes none", "look at its disk and its log"),
    ("MASTERDOWN", "its primary is gone", WAIT),
    ("BUSY ", "a script of somebody's runs in it without end", "look into its log"),
    (
        "certificate verify failed",
        "",
        "name the host as its certificate does, and the file of the certificates to trust as ?ca=FILE",
    ),
    ("NOREPLICAS", "it has too few replicas to write", "look at its replicas"),
)


def remedy(error: Exception, *, tls: bool = False) -> tuple[str, str]:
    """What went wrong, and what to do; ``tls`` says that the connection is to be by TLS."""
    what, todo = _remedy(error)
    # A server that speaks no TLS takes our greeting for the beginning of a command, and waits for the rest.
    if isinstance(error, redis.TimeoutError) and tls:
        todo += "; where it speaks no TLS write redis://"
    elif isinstance(error, redis.ConnectionError) and "reset by peer" in what and not tls:
        todo += "; where it speaks TLS write rediss://"
    return what, todo


def _remedy(error: Exception) -> tuple[str, str]:
    reply = " ".join(str(error).split())[:160].rstrip(".") or type(error).__name__
    for word, what, todo in _BY_WORD:
        if word in reply:
            return what or reply, todo
    for kind, what, todo in _BY_CLASS:
        if isinstance(error, kind):
            return what or reply, todo
    return reply, "look into its log"

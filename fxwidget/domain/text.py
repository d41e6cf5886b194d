"""Makes untrusted text fit for one line."""

__all__ = ["printable"]


def printable(text: str) -> str:
    """``text`` with a blank in place of each control character and line end: it can't move a cursor or forge a line."""
    return "".join(letter if letter.isprintable() else " " for letter in text)

"""Makes text fit for one line: untrusted text, and a message that has several."""

__all__ = ["in_one_line", "printable"]


def printable(text: str) -> str:
    """``text`` with a blank in place of each control character and line end: it can't move a cursor or forge a line."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def in_one_line(message: str) -> str:
    """A message whose heading has lines below it, as one sentence; any other as it is."""
    heading, *lines = message.splitlines() or [""]
    return f"{heading}: {'; '.join(line.strip() for line in lines)}" if lines else heading

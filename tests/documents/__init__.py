"""The documents beside this file: answers in the exact format of each provider, and what goes wrong in their place."""

from pathlib import Path


def document(path: str) -> bytes:
    """A document as its provider would send it."""
    return (Path(__file__).parent / path).read_bytes()

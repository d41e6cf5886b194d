"""The schema of a JSON Feed."""

from __future__ import annotations

_TEXT = {"type": "string"}
_ADDRESS = {"type": "string", "format": "uri", "pattern": "^https?://"}
_AUTHORS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": _TEXT, "url": _ADDRESS, "avatar": _ADDRESS},
        "anyOf": [{"required": ["name"]}, {"required": ["url"]}, {"required": ["avatar"]}],
        "additionalProperties": False,
    },
}
_DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
_OWN = {"^_[a-zA-Z]": {"type": "object"}}

JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": _TEXT,
        "home_page_url": _ADDRESS,
        "feed_url": _ADDRESS,
        "description": _TEXT,
        "user_comment": _TEXT,
        "next_url": _ADDRESS,
        "icon": _ADDRESS,
        "favicon": _ADDRESS,
        "authors": _AUTHORS,
        "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
        "expired": {"type": "boolean"},
        "hubs": {"type": "array"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "properties": {
                    "id": _TEXT,
                    "url": _ADDRESS,
                    "external_url": _ADDRESS,
                    "title": _TEXT,
                    "content_html": _TEXT,
                    "content_text": _TEXT,
                    "summary": _TEXT,
                    "image": _ADDRESS,
                    "banner_image": _ADDRESS,
                    "date_published": _DATE,
                    "date_modified": _DATE,
                    "authors": _AUTHORS,
                    "tags": {"type": "array", "items": _TEXT},
                    "language": _TEXT,
                    "attachments": {"type": "array"},
                },
                "patternProperties": _OWN,
                "additionalProperties": False,
            },
        },
    },
    "patternProperties": _OWN,
    "additionalProperties": False,
}
"""Version 1.1 as its specification has it: every member that it knows, and no other but those that begin with a line."""

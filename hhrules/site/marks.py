"""Text to markup: places in messages, ids of rules as links, lists of changes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from hhrules.site.declared import Place

_PLACE = re.compile(r"\{([^{}]*)\}")
_CODE = re.compile(r"`([^`]+)`")
_ID = re.compile(r"\b[A-Z]{2}-[0-9]{2}\b")


def message(text: str) -> Markup:
    """A message with its places set apart."""
    return Markup(_PLACE.sub(r'<span class="place">\1</span>', str(escape(text))))  # noqa: S704 - escaped before


def linked(text: str, places: Mapping[str, Place], root: str) -> Markup:
    """Words in which ids of rules and rows lead to them, and commands are set apart."""

    def link(match: re.Match[str]) -> str:
        place = places.get(match[0])
        return f'<a href="{root}{place.href}">{match[0]}</a>' if place else match[0]

    marked = _CODE.sub(r"<code>\1</code>", _ID.sub(link, str(escape(text))))
    return Markup(marked)  # noqa: S704 - escaped before


def changes(text: str, places: Mapping[str, Place], root: str) -> Markup:
    """A list of changes, written in the Markdown that such lists use."""
    out: list[str] = []
    in_list = False
    for block in re.split(r"\n(?=- |#|\n)", text):
        line = " ".join(block.split())
        is_item = line.startswith("- ")
        if is_item != in_list and line:
            out.append("<ul>" if is_item else "</ul>")
            in_list = is_item
        words = linked(line.lstrip("#- "), places, root)
        if is_item:
            out.append(f"<li>{words}</li>")
        elif line.startswith("## "):
            out.append(f"<h3>{words}</h3>")
        elif line and not line.startswith("#"):
            out.append(f"<p>{words}</p>")
    return Markup("".join([*out, *(["</ul>"] if in_list else [])]))  # noqa: S704 - escaped before

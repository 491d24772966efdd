"""What a page says to a machine: strict HTML, heading and title, ids, forms, links."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

import html5lib


@dataclass
class Form:
    """A form of a page: where it sends, how, and its fields: hidden ones with their value, others with None."""

    action: str
    method: str
    fields: dict[str, str | None] = field(default_factory=dict)


@dataclass
class Page(HTMLParser):
    """The facts of a page that the guards ask about."""

    text: str
    title: str = ""
    headings: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._inside: str | None = None
        self.feed(self.text)
        self.close()
        self.title, self.headings = _plain(self.title), [_plain(one) for one in self.headings]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        if (
            tag in {"input", "textarea", "select"}
            and self.forms
            and "name" in given
            and given.get("type") != "file"
        ):
            hidden = given.get("value", "") if given.get("type") == "hidden" else None
            self.forms[-1].fields[given["name"]] = hidden
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if "src" in given:
            self.sources.append(given["src"])
        if tag == "h1":
            self.headings.append("")
        if tag in {"h1", "title"}:
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside == "h1":
            self.headings[-1] += data
        elif self._inside == "title" and not self.headings:
            self.title += data


@lru_cache(maxsize=1)
def read(text: str) -> Page:
    """The facts of a page; asked for the same page again at once, those that were found."""
    return Page(text)


def _plain(words: str) -> str:
    return " ".join(words.split())


_WORDS = re.compile(r">([^<>&\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff]+)<")
_VALUE = re.compile(r'="[^"&<>\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff]*"')
_AGAIN = re.compile(r"(<(option|li|tr)\b[^>]*>(?:(?!<\2\b).)*?</\2>)(?:\s*\1)+", re.DOTALL)
_SOUND: set[str] = set()
"""Shapes of pages that were read and are sound."""


def shape(text: str) -> str:
    """A page without its plain words and values, and of rows that are alike one: no mistake of its HTML depends on them."""
    bare = _VALUE.sub('=""', _WORDS.sub(lambda words: "><" if words[1].isspace() else ">x<", text))
    return _AGAIN.sub(r"\1", bare)


def broken(text: str) -> list[str]:
    """What a strict reader finds wrong with the HTML. It is slow, so a page of a shape that was sound is not read again."""
    found = shape(text)
    if found in _SOUND:
        return []
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(text)
    if not parser.errors:
        _SOUND.add(found)
    lines = text.splitlines()
    return [
        f"{code} {words} at line {line}: {lines[line - 1].strip()[:120] if line <= len(lines) else ''}"
        for (line, _), code, words in parser.errors
    ]


def faults(text: str) -> list[str]:
    """What is wrong with a page for any browser: broken HTML, no or another heading, doubled ids, inline handlers."""
    found = broken(text)
    page = read(text)
    if len(page.headings) != 1:
        found.append(f"{len(page.headings)} headings: {page.headings}")
    elif not page.headings[0] or not page.title.startswith(page.headings[0]):
        found.append(f"title {page.title!r} does not begin with its heading {page.headings[0]!r}")
    doubled = sorted({one for one in page.ids if page.ids.count(one) > 1})
    if doubled:
        found.append(f"ids twice: {doubled}")
    return found

"""NewsML-G2, as agencies send it and not as its schema wants it: of 21 files of six agencies, 8 are valid.

A message may hold several items; packages, concepts and plans are listed and left out. A bare NITF document is read
the same way. XML that breaks off is refused, not mended: half an article is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO

from lxml import etree

from ...config import InputConfig
from ..agency import is_private, note_in_role, note_of, number, signal_of, story, with_dateline
from ..document import Document
from ..draft import Drafts, Refused
from ..items import Item, drafted

_OTHER = {
    "packageItem": "a package of items, not a text", "conceptItem": "a concept, not a text",
    "knowledgeItem": "a list of concepts, not a text", "planningItem": "a plan, not a text",
    "catalogItem": "a catalogue, not a text",
}  # fmt: skip
_NATURE = {"picture", "photo", "video", "audio", "graphic", "animation", "composite"}
_NOT_TEXT = re.compile(r"(?:headline|public|nonpublic|caption|slug|notepad|keywords|byline)$", re.IGNORECASE)
"""Renditions of plain text beside the story itself."""
_SECTION = re.compile(r"poi|person|organisation|object", re.IGNORECASE)
"""Types of subjects that are what a text is about rather than its section."""
_LEADS = ("teaser", "summary", "lead", "abstract", "intro")


def read(document: Document, config: InputConfig) -> Drafts:
    """The items of a message, or the one item that the document is."""
    document.unpack()
    data = document.whole(config.max_bytes)
    if isinstance(data, Refused):
        yield data
        return
    root = parsed(data)
    if isinstance(root, str):
        yield Refused(document.origin, root)
        return
    found = list(_found(root))
    several = len(found) > 1
    for position, element in enumerate(found, start=1):
        origin = f"{document.origin}#{position}" if several else document.origin
        name = local(element)
        if name in _OTHER:
            yield Refused(origin, _OTHER[name], skipped=True)
        elif name == "nitf":
            yield drafted(_nitf(element, origin, document), config)
        else:
            item = _item(element, origin, document)
            yield item if isinstance(item, Refused) else drafted(item, config)
    if not found:
        yield Refused(document.origin, f"no news item in this XML (its root element is <{local(root)}>)")


def parsed(data: bytes) -> etree._Element | str:
    """The root of an XML document, or why it is none. Nothing is fetched and no entity is replaced.

    A prefix that nobody declared is no reason: it is an agency's own, and its elements are not needed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.parse(BytesIO(data), parser).getroot()
    except etree.XMLSyntaxError as error:
        return f"broken XML: {error.msg}"
    faults = [entry for entry in parser.error_log if entry.domain_name != "NAMESPACE" and entry.level_name != "WARNING"]
    if root is None or faults:
        where = f"{faults[0].message} (line {faults[0].line})" if faults else "no element in it"
        return f"broken XML: {where}"
    if next(root.iter(etree.Entity), None) is not None:
        return "it uses entities of its own, which are not replaced"
    return root


def _found(root: etree._Element) -> Iterator[etree._Element]:
    names = {"newsItem", "nitf", *_OTHER}
    if local(root) in names:
        yield root
        return
    for element in root.iter():
        if local(element) in names and not any(local(above) in names for above in element.iterancestors()):
            yield element


def _item(item: etree._Element, origin: str, document: Document) -> Item | Refused:
    meta, content = child(item, "itemMeta"), child(item, "contentMeta")
    notes = [(note.get("role") or "", words(note)) for note in children(meta, "edNote")]
    codes = [_code(one) for name in ("pubStatus", "signal") for one in children(meta, name)]
    signal = signal_of(codes, [text for role, text in notes if not is_private(role)])
    title, subtitle = _headlines(content)
    markup, plain = _story(item, {title, subtitle})
    dateline = words(child(content, "dateline"))
    text = with_dateline(markup, dateline) if markup else plain
    nature = _code(child(meta, "itemClass")).rpartition(":")[2]
    if not text and signal != "withdrawn" and (nature in _NATURE or not title):
        return Refused(origin, f"no text in it: {_kind(item, nature)}", skipped=True)
    return Item(
        origin=origin,
        name=document.name,
        text=text,
        title=title,
        lead=_lead(content, item) or subtitle,
        source=_source(meta, content),
        published=words(child(meta, "versionCreated")) or words(child(content, "contentCreated")),
        language=_language(item, content),
        guid=item.get("guid") or "",
        version=number(item.get("version")),
        signal=signal,
        note=note_of(signal, notes),
        updated=words(child(meta, "versionCreated")),
        embargo=words(child(meta, "embargoed")) or note_in_role("embargo", notes),
        urgency=number(words(child(content, "urgency"))),
        sections=_sections(content),
    )


def _nitf(root: etree._Element, origin: str, document: Document) -> Item:
    body = next((one for one in root.iter() if local(one) == "body"), root)
    docdata = next((one for one in root.iter() if local(one) == "docdata"), None)
    doc_id, urgency = child(docdata, "doc-id"), child(docdata, "urgency")
    issued = child(docdata, "date.issue")
    head = _text_of(body, ("hl1",)) or _text_of(root, ("title",))
    notes = [("", note.get("info") or words(note)) for note in children(docdata, "ed-msg")]
    status = [] if docdata is None else [docdata.get("management-status") or ""]
    published = (issued.get("norm") or "") if issued is not None else ""
    signal = signal_of(status, [text for _, text in notes])
    return Item(
        origin=origin,
        name=document.name,
        text=with_dateline(story(next((one for one in body if local(one) == "body.content"), body)), ""),
        title=head,
        lead="",
        source=(doc_id.get("regsrc") or "") if doc_id is not None else "",
        published=published,
        language=root.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        guid=(doc_id.get("id-string") or "") if doc_id is not None else "",
        home=(doc_id.get("regsrc") or "") if doc_id is not None else "",
        signal=signal,
        note=note_of(signal, notes),
        updated=published,
        urgency=number(urgency.get("ed-urg")) if urgency is not None else 0,
    )


def _story(item: etree._Element, headings: set[str]) -> tuple[str, str]:
    """The text of an item: as markup, or as plain text if that is all there is."""
    contents = children(item, "contentSet")
    marked = [story(_body(one), headings) for content in contents for one in children(content, "inlineXML")]
    markup = max(marked, key=len, default="")
    if re.sub(r"<[^>]*>|\s", "", markup):
        return markup, ""
    plain = [
        "".join(one.itertext())
        for content in contents
        for one in children(content, "inlineData")
        if (one.get("contenttype") or "text/plain").startswith("text/")
        and not _NOT_TEXT.search(one.get("rendition") or "")
    ]
    return "", max(plain, key=len, default="").strip()


def _body(inline: etree._Element) -> etree._Element:
    """The part of inline XML that holds the story."""
    for name in ("body.content", "body"):
        if (found := next((one for one in inline.iter() if local(one) == name), None)) is not None:
            return found
    return inline


def _headlines(content: etree._Element | None) -> tuple[str, str]:
    """The headline, and one that the sender calls a lesser one."""
    given = [(one.get("role") or "", number(one.get("rank")) or 1, words(one)) for one in children(content, "headline")]
    lesser = [text for role, _, text in given if "sub" in role.lower()]
    main = [(rank, text) for role, rank, text in given if "sub" not in role.lower() and text]
    first = min(main, key=lambda one: one[0])[1] if main else ""
    return first, next(filter(None, lesser), "")


def _lead(content: etree._Element | None, item: etree._Element) -> str:
    given = {(one.get("role") or "").lower(): words(one) for one in children(content, "description")}
    for wanted in _LEADS:
        if found := next((text for role, text in given.items() if wanted in role and text), ""):
            return found
    for one in item.iter():
        if local(one) == "p" and {"teaser", "lead"} & set((one.get("class") or "").lower().split()):
            return words(one)
    return ""


def _source(meta: etree._Element | None, content: etree._Element | None) -> str:
    provider = child(meta, "provider")
    name = words(child(provider, "name"))
    credit = words(child(content, "creditline"))
    return (
        credit
        or name
        or (provider.get("literal") or _code(provider).rpartition(":")[2] if provider is not None else "")
    )


def _language(item: etree._Element, content: etree._Element | None) -> str:
    tag = child(content, "language")
    return (
        (tag.get("tag") or "" if tag is not None else "")
        or item.get("{http://www.w3.org/XML/1998/namespace}lang")
        or ""
    )


def _sections(content: etree._Element | None) -> list[str]:
    named = [
        words(child(one, "name")) for one in children(content, "subject") if not _SECTION.search(one.get("type") or "")
    ]
    genres = [words(child(one, "name")) for one in children(content, "genre")]
    return [*named, *(words(one) for one in children(content, "keyword")), *genres]


def _kind(item: etree._Element, nature: str) -> str:
    remote = [one.get("contenttype") or "" for content in children(item, "contentSet") for one in content]
    return f"{nature or 'nothing'}{f' ({remote[0]})' if remote and remote[0] else ''}"


def _code(element: etree._Element | None) -> str:
    if element is None:
        return ""
    return element.get("qcode") or element.get("uri") or element.get("literal") or ""


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element | None, name: str) -> list[etree._Element]:
    """An element's children of this name, in whatever namespace."""
    return [] if element is None else [one for one in element if local(one) == name]


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first of them."""
    return next(iter(children(element, name)), None)


def words(element: etree._Element | None) -> str:
    """All text in an element, in one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _text_of(root: etree._Element, names: Iterable[str]) -> str:
    return next((words(one) for one in root.iter() if local(one) in names and words(one)), "")

"""The mail itself: headers that nothing in an article can break, plain text, and the same as HTML."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from ..config import MailConfig
from ..errors import ConfigError
from ..render.email import digest_page, digest_text
from ..render.text import cut, one_line
from .digest import Letter

_SUBJECT = 200
"""Characters of a subject, at most."""
_ADDRESS = re.compile(r"(?P<name>[^<>]*)<(?P<spec>[!-;=?-~]+)>|(?P<bare>[!-+\--;=?-~]+)")
_UNSUBSCRIBE = 900
"""Characters of an address in a header: a line of a mail has 998."""


def address(written: str, key: str) -> Address:
    """An address as people write it: ``Name <name@host>``.

    Raises:
        ConfigError: it is none, or none that every server takes; ``key`` says where it stands.
    """
    match = _ADDRESS.fullmatch(written.strip())
    try:
        if match is None or not written.isprintable():
            raise ValueError
        name = (match["name"] or "").strip().strip('"').replace('\\"', '"')
        found = Address(display_name=name, addr_spec=match["spec"] or match["bare"])
        if not (found.username and found.domain) or "=?" in written:  # encoded text, which may have line breaks
            raise ValueError
    except (ValueError, IndexError, MessageError):
        raise ConfigError(
            f"'{key}' has {written[:200]!r}, which is no mail address: write name@host or Name <name@host>, the "
            "address itself in ASCII (a domain with other letters in its xn-- form)."
        ) from None
    return found


def reader(config: MailConfig, to: Address) -> str:
    """The name by which it is remembered what somebody was sent."""
    return hashlib.sha256(f"{config.name}\0{to.addr_spec.lower()}".encode()).hexdigest()


def message(letter: Letter, config: MailConfig, sender: Address, to: Address, now: datetime) -> EmailMessage:
    """The mail to one reader.

    The same news to the same reader have the same Message-ID, also when they are sent again because a server was lost
    before it said that it had them: a mailbox that has them can tell.
    """
    digest = letter.digest
    mark = hashlib.sha256(f"{reader(config, to)}{letter.mark}".encode()).hexdigest()
    words = {"title": digest.title, "date": digest.date, "counts": digest.counts, "headline": digest.first}
    subject = _header_text(config.subject.format(**words))
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = to
    if config.reply_to:
        mail["Reply-To"] = address(config.reply_to, "mail.reply_to")
    mail["Subject"] = cut(subject, _SUBJECT)
    mail["Date"] = format_datetime(now.astimezone(UTC).replace(microsecond=0))
    mail["Message-ID"] = f"<{mark[:40]}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "en"
    if config.unsubscribe:
        mail["List-Unsubscribe"] = f"<{unsubscribe(config.unsubscribe)}>"
    mail.set_content(digest_text(digest), cte="quoted-printable")
    mail.add_alternative(digest_page(digest), subtype="html", cte="quoted-printable")
    mail.set_boundary(f"=_{mark[:32]}")  # the same mail, the same bytes
    return mail


def _header_text(text: str) -> str:
    """Text for a header. The library takes ``=?utf-8?q?=0A?=`` in it for encoded text and decodes it, line breaks and
    all: what begins like that is taken apart."""
    return one_line(text).replace("=?", "= ?")


def unsubscribe(written: str) -> str:
    """An address for List-Unsubscribe.

    Raises:
        ConfigError: it is none.
    """
    sound = written.startswith(("mailto:", "https://")) and written.isascii() and written.isprintable()
    if not sound or any(char in written for char in "<> ,") or len(written) > _UNSUBSCRIBE:
        raise ConfigError(f"'mail.unsubscribe' is {written[:200]!r}; valid: an address with mailto: or https://.")
    return written

"""The mail itself: headers that nothing in an article can break, plain text, and the same as HTML."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from ..config import MailConfig
from ..errors import ConfigError
from ..render.email import digest_page, digest_text
from ..render.text import one_line
from .digest import Letter

_SUBJECT = 200
"""Characters of a subject, at most."""
_UNSUBSCRIBE = 900
"""Characters of an address in a header: a line of a mail has 998."""


def address(written: str, key: str) -> Address:
    """An address as people write it: ``Name <name@host>``.

    Raises:
        ConfigError: it is none, or none that every server takes; ``key`` says where it stands.
    """
    name, spec = parseaddr(one_line(written))
    try:
        found = Address(display_name=name, addr_spec=spec)
        sound = bool(found.username and found.domain) and spec.isascii() and spec.isprintable() and " " not in spec
    except (ValueError, IndexError, MessageError):
        sound = False
    if not sound or "\n" in written or "\r" in written:
        raise ConfigError(
            f"'{key}' has {written[:200]!r}, which is no mail address: write name@host or Name <name@host>, the "
            "address itself in ASCII (a domain with other letters in its xn-- form)."
        )
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
    subject = one_line(config.subject.format(**words))
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = to
    if config.reply_to:
        mail["Reply-To"] = address(config.reply_to, "mail.reply_to")
    mail["Subject"] = subject if len(subject) <= _SUBJECT else subject[: _SUBJECT - 1].rstrip() + "…"
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


def unsubscribe(written: str) -> str:
    """An address for List-Unsubscribe.

    Raises:
        ConfigError: it is none.
    """
    sound = written.startswith(("mailto:", "https://")) and written.isascii() and written.isprintable()
    if not sound or any(char in written for char in "<> ,") or len(written) > _UNSUBSCRIBE:
        raise ConfigError(f"'mail.unsubscribe' is {written[:200]!r}; valid: an address with mailto: or https://.")
    return written

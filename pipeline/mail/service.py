"""``wortlaut mail``: each reader gets what is new to them, once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from pathlib import Path

from ..config import Config, MailConfig
from ..errors import ConfigError
from ..ledger.mailings import Box
from ..render.email import digest_text
from ..run.store import output_errors
from .digest import Letter, letter
from .message import address, message, reader, unsubscribe
from .smtp import NoServer, NotTaken, Server
from .sources import Source

_OVERLAP = timedelta(hours=24)
"""How far behind a reader's last mail news are looked for: what was under way at that moment is not lost, and what they
have had is not sent again."""
_UNSAFE = re.compile(r"[^A-Za-z0-9.@_+-]")


@dataclass(frozen=True, slots=True)
class Order:
    """What ``wortlaut mail`` was asked to do; the fields are its options."""

    to: tuple[str, ...] = ()
    since: datetime | None = None
    dry_run: bool = False
    eml: Path | None = None
    """Folder that gets the mails instead of a server."""

    @property
    def rehearsal(self) -> bool:
        """Whether nothing is sent."""
        return self.dry_run or self.eml is not None


def send_digests(
    source: Source,
    config: Config,
    order: Order,
    *,
    now: datetime,
    environ: Mapping[str, str],
    say: Callable[[str], None],
    warn: Callable[[str], None],
    show: Callable[[str], None],
) -> int:
    """Send everybody their digest.

    Args:
        source: briefs, and what readers know of them.
        config: the settings.
        order: what to do.
        now: the moment that counts.
        environ: where the password is.
        say: told what was sent.
        warn: told what was not, and why.
        show: given the text of a mail that would be sent.

    Returns:
        0 if everybody has what is new to them, 3 if somebody has not.

    Raises:
        ConfigError: the settings name no server, nobody to send to, or no address; before anything is sent.
    """
    settings = config.mail
    sender, people = addresses(settings, order)
    if order.rehearsal:
        return _rehearse(source, settings, order, sender, people, now, say, show)
    first = _first(settings, order, now)
    failed, sent = 0, 0
    with Server(settings, _password(settings, environ), sender.domain) as server:
        for number, to in enumerate(people):
            name = reader(settings, to)
            box = source.claim(name, first, now)
            if box is None:
                warn(f"{to.addr_spec}: not sent: another process is sending to this address.")
                failed += 1
                continue
            done = False
            try:
                if (news := _letter(source, settings, order, name, box, now)) is None:
                    continue
                server.send(message(news, settings, sender, to, now), sender.addr_spec, to.addr_spec)
                source.sent(name, news.told, news.forgotten, now)
                done = True
                sent += 1
                say(f"{to.addr_spec}: sent: {news.digest.counts}.")
            except NoServer as error:
                rest = len(people) - number - 1
                others = f" Nor to {rest} after it." if rest else ""
                warn(f"{error}.")
                warn(f"{to.addr_spec}: not sent.{others} The next call sends what is missing.")
                return 3
            except NotTaken as error:
                failed += 1
                warn(f"{to.addr_spec}: not sent: {error}. The next call tries again.")
            finally:
                if not done:
                    source.let_go(name)
    if not sent and not failed:
        say("There is nothing new: no mail was sent.")
    return 3 if failed else 0


def addresses(settings: MailConfig, order: Order) -> tuple[Address, list[Address]]:
    """Who sends, and to whom, each once.

    Raises:
        ConfigError: one is missing, or is no address.
    """
    if not settings.sender:
        raise ConfigError("'mail.from' is empty: say who sends, as in from = \"Desk <desk@example.org>\".")
    written = [(one, "--to") for one in order.to] or [(one, "mail.to") for one in settings.to]
    if not written:
        raise ConfigError("There is nobody to send to: name addresses in 'mail.to', or with --to.")
    if settings.reply_to:
        address(settings.reply_to, "mail.reply_to")
    if settings.unsubscribe:
        unsubscribe(settings.unsubscribe)
    people = [address(one, key) for one, key in written]
    return address(settings.sender, "mail.from"), list(
        {one.addr_spec.lower(): one for one in reversed(people)}.values()
    )[::-1]


def _password(settings: MailConfig, environ: Mapping[str, str]) -> str:
    if not settings.user:
        return ""
    if not settings.password_env:
        raise ConfigError(
            "'mail.user' wants a password: 'mail.password_env' names the environment variable that has it."
        )
    if not (password := environ.get(settings.password_env, "")):
        raise ConfigError(f"The environment variable {settings.password_env} ('mail.password_env') is not set.")
    return password


def _first(settings: MailConfig, order: Order, now: datetime) -> datetime:
    """How far back the first mail to a new reader goes."""
    return order.since or now - timedelta(hours=settings.first_hours)


def _letter(source: Source, settings: MailConfig, order: Order, name: str, box: Box, now: datetime) -> Letter | None:
    since = order.since or (max(box.since, box.last - _OVERLAP) if box.last is not None else box.since)
    entries = source.entries(since, now)
    known = source.told(name, [one.item for one in entries])
    return letter(entries, known, source.gone(name, now), settings, now, source.all_at)


def _rehearse(
    source: Source,
    settings: MailConfig,
    order: Order,
    sender: Address,
    people: Sequence[Address],
    now: datetime,
    say: Callable[[str], None],
    show: Callable[[str], None],
) -> int:
    """Show or write what would be sent; nobody has been told of anything afterwards."""
    some = False
    for to in people:
        name = reader(settings, to)
        box = source.box(name) or Box(_first(settings, order, now), None)
        if (news := _letter(source, settings, order, name, box, now)) is None:
            say(f"{to.addr_spec}: nothing new.")
            continue
        some = True
        mail = message(news, settings, sender, to, now)
        if order.eml is None:
            say(f"To: {to}")
            say(f"Subject: {mail['Subject']}")
            show("\n" + digest_text(news.digest))
            continue
        path = order.eml / f"{_UNSAFE.sub('_', to.addr_spec)}.eml"
        with output_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(mail.as_bytes())
        say(f"{to.addr_spec}: {path}")
    say("Nothing was sent." if some else "There is nothing new: no mail would be sent.")
    return 0

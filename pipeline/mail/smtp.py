"""The server that takes the mails. Never less than the settings ask for: no TLS, no mail."""

from __future__ import annotations

import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable
from email.message import EmailMessage
from types import TracebackType

from ..config import MailConfig
from ..errors import ConfigError, WortlautError
from ..render.text import one_line

PORTS = {"starttls": 587, "ssl": 465, "none": 25}
_LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))
_SAID = 200
"""Characters of what a server says that are repeated."""


class MailError(WortlautError):
    """What kept a mail from being sent."""

    exit_code = 3


class NoServer(MailError):
    """No mail can be sent: the server is not there, is not who it should be, or lets nobody in."""


class NotTaken(MailError):
    """The server did not take this mail, or was lost over it."""


class Server:
    """An SMTP server; the connection is made with the first mail.

    Args:
        config: where it is, and how it is spoken to.
        password: to log in with.
        hello: what this machine calls itself.
        trust: makes the context of TLS; by default what the system trusts, and ``ca_file``.

    Raises:
        ConfigError: the settings name no server, or would send a password in the clear.
    """

    def __init__(
        self, config: MailConfig, password: str, hello: str, trust: Callable[[], ssl.SSLContext] | None = None
    ) -> None:
        if not config.host:
            raise ConfigError("'mail.host' is empty: name the SMTP server in the file that --config names.")
        if config.user and config.tls == "none" and config.host not in _LOCAL:
            raise ConfigError(
                "'mail.tls' is 'none', and with 'mail.user' the password would cross the network in the clear. Use "
                "'starttls' or 'ssl'."
            )
        self._config = config
        self._password = password
        self._hello = hello
        self._trust = trust or (lambda: _trusted(config.ca_file))
        self._open: smtplib.SMTP | None = None
        self.place = f"{one_line(config.host)}:{config.port or PORTS[config.tls]}"

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, mail: EmailMessage, sender: str, to: str) -> None:
        """Hand over a mail to one recipient. If it returns, the server has taken it.

        Raises:
            NoServer: nothing can be sent.
            NotTaken: this mail was not taken, or it is not known to have been; another may be.
        """
        server = self._open or self._connected()
        try:
            server.sendmail(sender, [to], mail.as_bytes())
        except smtplib.SMTPRecipientsRefused as error:
            self._keep_open()
            code, said = next(iter(error.recipients.values()))
            raise NotTaken(f"the server refuses this recipient ({code} {_words(said)})") from error
        except smtplib.SMTPSenderRefused as error:
            self._keep_open()
            raise NotTaken(
                f"the server refuses mail from {one_line(sender)} ({error.smtp_code} {_words(error.smtp_error)})"
            ) from error
        except smtplib.SMTPResponseException as error:
            self._keep_open()
            raise NotTaken(f"the server refuses the mail ({error.smtp_code} {_words(error.smtp_error)})") from error
        except (smtplib.SMTPException, OSError) as error:  # lost: the next mail finds out whether it is back
            self._hang_up()
            raise NotTaken(f"the connection to {self.place} was lost before the server had taken the mail") from error

    def _connected(self) -> smtplib.SMTP:
        config, port = self._config, self._config.port or PORTS[self._config.tls]
        try:
            if config.tls == "ssl":
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    config.host, port, self._hello, timeout=config.timeout, context=self._trust()
                )
            else:
                server = smtplib.SMTP(config.host, port, self._hello, timeout=config.timeout)
        except ssl.SSLError as error:
            raise NoServer(f"{self.place}: no encrypted connection ({_reason(error)})") from error
        except smtplib.SMTPResponseException as error:
            raise NoServer(f"{self.place}: turns us away ({error.smtp_code} {_words(error.smtp_error)})") from error
        except (smtplib.SMTPException, OSError) as error:
            raise NoServer(f"{self.place}: no SMTP server answers ({_reason(error)})") from error
        self._open = server
        try:
            if config.tls == "starttls":
                server.starttls(context=self._trust())
            if config.user:
                _log_in(server, config.user, self._password)
        except ssl.SSLError as error:
            self._hang_up()
            raise NoServer(f"{self.place}: no encrypted connection ({_reason(error)})") from error
        except smtplib.SMTPAuthenticationError as error:
            self._hang_up()
            raise NoServer(
                f"{self.place}: does not let {one_line(config.user)} in "
                f"({error.smtp_code} {_words(error.smtp_error)}). Is the password in {config.password_env} right?"
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            self._hang_up()
            lacks = "STARTTLS, and nothing is sent unencrypted" if _unencrypted(config, error) else "logging in"
            raise NoServer(f"{self.place}: the server does not offer {lacks}") from error
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise NoServer(f"{self.place}: breaks off ({_reason(error)})") from error
        return server

    def _keep_open(self) -> None:
        """After a refusal: the next mail needs a new connection if the server has ended this one (421)."""
        if self._open is not None and self._open.sock is None:
            self._open = None

    def _hang_up(self) -> None:
        server, self._open = self._open, None
        if server is None:
            return
        try:
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """As the library does it, which knows no passwords with other than ASCII letters: these go as UTF-8 (RFC 4616)."""
    if user.isascii() and password.isascii():
        server.login(user, password)
        return
    server.ehlo_or_helo_if_needed()
    code, said = server.docmd("AUTH", f"PLAIN {b64encode(f'{chr(0)}{user}{chr(0)}{password}'.encode()).decode()}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, said)


def _unencrypted(config: MailConfig, error: Exception) -> bool:
    return config.tls == "starttls" and "STARTTLS" in str(error)


def _trusted(ca_file: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"'mail.ca_file' is {ca_file!r}, which gives no certificates ({_reason(error)}).") from error


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(text)[:_SAID]


def _reason(error: BaseException) -> str:
    reason = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
    return one_line(str(reason) or type(error).__name__)[:_SAID]

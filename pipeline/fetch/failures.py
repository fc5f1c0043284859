"""What went wrong on a connection, in words, and whether it may pass."""

from __future__ import annotations

import socket
import ssl

import httpcore2

from ..config import FetchConfig
from .connect import Exchange, OutOfTime, Refused
from .unpack import Broken, TooLarge
from .values import FetchError

FAILURES = (
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    OutOfTime,
    Refused,
    Broken,
    TooLarge,
)
"""All that an exchange may end in."""


class Passing(FetchError):
    """A failure after which the same request may succeed at once: a broken connection, a server that stumbles."""


def failure(error: Exception, url: str, exchange: Exchange, config: FetchConfig, *, late: bool) -> FetchError:
    """One of :data:`FAILURES` for people.

    Args:
        error: what was raised.
        url: the address asked for.
        exchange: as it was when the error came.
        config: the limits, for the messages.
        late: the time for the whole answer is over.
    """
    match error:
        case Refused():
            return FetchError(
                url, f"{error}; such addresses are fetched only if fetch.allow names their network", final=True
            )
        case TooLarge():
            return FetchError(url, f"larger than {config.max_bytes:,} bytes, unpacked (fetch.max_bytes)")
        case Broken():
            return FetchError(url, f"its body cannot be used: {error}")
    if late or isinstance(error, OutOfTime):
        return FetchError(url, f"not finished after {config.total_timeout:g} seconds (fetch.total_timeout)")
    match error:
        case httpcore2.ConnectTimeout():
            return Passing(url, f"does not answer within {config.connect_timeout:g} seconds (fetch.connect_timeout)")
        case httpcore2.ConnectError():
            return _unconnected(error, url)
        case httpcore2.TimeoutException():
            return Passing(url, f"sent nothing for {config.read_timeout:g} seconds (fetch.read_timeout)")
        case httpcore2.ProxyError():
            return FetchError(url, f"the proxy refuses: {_words(error)}")
        case httpcore2.LocalProtocolError():
            return FetchError(url, f"cannot be asked for ({_words(error)})", final=True)
        case httpcore2.RemoteProtocolError() if not exchange.ended:
            return FetchError(url, f"does not answer in HTTP ({_words(error)})")
    return Passing(url, f"the connection broke off ({_words(error)})")


def _unconnected(error: Exception, url: str) -> FetchError:
    cause = error.args[0] if error.args else None
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchError(
            url,
            f"its certificate is not trusted ({cause.verify_message}); if a proxy of the house opens connections, its "
            "certificate has to be in the system's store or in the file that SSL_CERT_FILE names",
        )
    if isinstance(cause, ssl.SSLError):
        return FetchError(url, f"no encrypted connection comes about ({_words(error)})")
    if isinstance(cause, socket.gaierror):
        if cause.errno == socket.EAI_AGAIN:
            return Passing(url, "its name cannot be resolved at the moment")
        return FetchError(url, f"its name is not known ({cause.strerror or cause})")
    return Passing(url, f"cannot be reached ({_words(error)})")


def _words(error: Exception) -> str:
    cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else None
    text = cause.strerror if cause is not None and cause.strerror else str(error)
    return " ".join(text.split())[:200].rstrip(".") or type(error).__name__

"""Run configuration: TOML in, frozen settings out. An unknown key is an error that names the nearest valid one."""

from __future__ import annotations

import difflib
import hashlib
import json
import math
import re
import string
import tomllib
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal

from .accepted import NONE, Accepted, unknown_check
from .accepted import load as load_accepted
from .errors import ConfigError
from .types import Level, Severity


def _within(default: Any, least: float, most: float | None = None) -> Any:
    """A number's default and the range that makes sense; values outside it are refused when the file is read."""
    return field(default=default, metadata={"range": (least, most)})


QUALITIES: dict[str, int] = {"draft": 1, "standard": 4, "best": 6}
"""Beam sizes of ``wortlaut run --quality``. docs/performance.md shows what each costs and gains."""


@dataclass(frozen=True, slots=True)
class InputConfig:
    """How articles are read."""

    map: dict[str, str] = field(default_factory=dict)
    """JSON lines / CSV: our field name -> the input's field name, for instance ``{text = "content"}``."""
    languages: tuple[str, ...] = field(default=("de",), metadata={"languages": True})
    """ISO 639-1 codes. Articles in another language are skipped and listed."""
    max_bytes: int = _within(50_000_000, 1)
    """A larger file is refused, with a message, rather than read into memory."""


@dataclass(frozen=True, slots=True)
class TranslateConfig:
    """Which model translates, and how it decodes."""

    translator: str = "auto"
    """``auto``, ``embedded``, a hub id, or a local folder."""
    revision: str = ""
    """Hub revision (commit hash) to pin; empty for the one in the model catalogue."""
    fallback: Literal["embedded", "none"] = "embedded"
    """What ``auto`` may fall back to if the newsroom model is not available."""
    engine: Literal["auto", "transformers", "ctranslate2"] = "auto"
    device: Literal["auto", "cpu", "cuda"] = "auto"
    beams: int = _within(4, 1, 100)
    hypotheses: int = _within(4, 1, 100)
    """How many candidates are kept for repair; at most ``beams``."""
    batch_tokens: int = _within(2048, 1)
    """Source tokens in one batch, padding included."""
    length_factor: float = _within(2.5, 0.1, 100)
    """``max_new_tokens`` = this times the source length in tokens, plus 12."""
    compute_type: Literal["int8", "int16", "float32"] = "int8"
    """Precision of the CTranslate2 engine's weights."""
    offline: bool = False
    """Never ask a model hub."""
    pickled_weights: bool = False
    """Also accept a model outside the catalogue whose weights come only as a Python pickle (``pytorch_model.bin``); it
    is converted once, in a confined process. Models in the catalogue need no permission."""


@dataclass(frozen=True, slots=True)
class Seq2SeqConfig:
    """How an encoder-decoder summariser searches. Lengths are in tokens of its own vocabulary."""

    beams: int = _within(4, 1, 100)
    min_tokens: int = _within(20, 0, 10_000)
    """The shortest summary of a section."""
    max_tokens: int = _within(142, 1, 10_000)
    """The longest summary of a section."""
    length_penalty: float = _within(2.0, -10, 10)
    """Above 0 favours longer summaries, below 0 shorter ones."""
    no_repeat_ngram: int = _within(3, 0, 100)
    """No sequence of this many tokens occurs twice; 0 for no such rule."""
    section_tokens: int = _within(0, 0, 1_000_000)
    """The longest section that is summarised in one go; 0 for what the model can take."""
    engine: Literal["auto", "transformers", "ctranslate2"] = "auto"


@dataclass(frozen=True, slots=True)
class InstructConfig:
    """How a chat model is asked: in this process, or on a server that speaks OpenAI's protocol."""

    server: str = ""
    """Base address of a server, for instance ``http://127.0.0.1:8080/v1``; empty to run the model in this process."""
    key_env: str = ""
    """Name of the environment variable that holds the server's key; empty for a server that wants none."""
    max_tokens: int = _within(700, 1, 100_000)
    """The longest answer, in tokens."""
    most_characters: int = _within(24_000, 100, 10_000_000)
    """How much of an article the model is shown; of a longer one the sentences at the beginning."""
    parallel: int = _within(1, 1, 64)
    """Articles that a server is asked about at once."""
    retries: int = _within(2, 0, 10)
    """How often a request is repeated that a server could not take at the moment (busy, restarting)."""
    connect_timeout: float = _within(5.0, 0.01, 3600)
    """Seconds until a connection must stand."""
    read_timeout: float = _within(120.0, 0.01, 86_400)
    """Seconds without a byte after which a server counts as stuck."""
    total_timeout: float = _within(300.0, 0.01, 86_400)
    """Seconds that one answer may take in all, repetitions included."""


@dataclass(frozen=True, slots=True)
class SummariseConfig:
    """Which summariser writes the brief."""

    summariser: str = "extractive"
    """A name in :data:`pipeline.summarise.load.SUMMARISERS`."""
    min_sentences: int = _within(3, 1)
    max_sentences: int = _within(5, 1)
    model: str = ""
    """For seq2seq and instruct: a name in the catalogue, a hub id, a folder, a GGUF file, or what a server calls it;
    empty for the summariser's usual one."""
    revision: str = ""
    """Hub revision (commit hash) to pin; empty for the one in the model catalogue."""
    prompt: str = "brief"
    """For instruct: a prompt in ``prompts/``, or the path of the desk's own."""
    headline_prompt: str = ""
    """For instruct: the prompt for a headline, ``headline`` or a path; empty to leave the headline to the title."""
    house_style: str = "house-style"
    """For instruct: the text of the house's rules that the other prompts take in; a name, a path, or empty for none."""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    offline: bool = False
    """Never ask a model hub."""
    seq2seq: Seq2SeqConfig = Seq2SeqConfig()
    instruct: InstructConfig = InstructConfig()


@dataclass(frozen=True, slots=True)
class CheckConfig:
    """What the checker knows beyond its own tables."""

    glossary: str = ""
    """CSV or TBX file of the desk's own names; empty for none. A relative path is relative to the configuration file or
    else to the working directory."""


@dataclass(frozen=True, slots=True)
class GlossaryConfig:
    """What becomes of the glossary's forms; which glossary is :attr:`CheckConfig.glossary`."""

    mode: Literal["apply", "report"] = "apply"
    """``apply``: they are put into the English, recorded as a repair. ``report``: the check says where they are not."""


@dataclass(frozen=True, slots=True)
class RepairConfig:
    """Whether and how failing sentences are repaired."""

    enabled: bool = True
    score_margin: float = _within(0.6, 0)
    """A candidate may score this much (log-probability per token) below the best and still replace it."""
    beams: int = _within(8, 0, 100)
    """Beam of the second search, for sentences that the first one's candidates cannot repair; 0 for none."""


@dataclass(frozen=True, slots=True)
class LimitsConfig:
    """How much may be found before a command ends with exit code 1. ``inf`` is no limit.

    What a policy ignores or caps, and what a person has dismissed, counts here as it does for a verdict.
    """

    errors: float = _within(math.inf, 0)
    """Errors in all articles together."""
    errors_per_1000: float = _within(math.inf, 0)
    """Errors for 1,000 facts."""
    warnings_per_1000: float = _within(math.inf, 0)
    """Warnings for 1,000 facts."""
    checks_per_1000: dict[str, float] = field(default_factory=dict, metadata={"checks": True, "values": (0, math.inf)})
    """Check id or family -> its errors and warnings for 1,000 facts."""
    approved_errors: float = _within(math.inf, 0)
    """Errors in briefs that a person has approved, in the brief or in the sentences it rests on."""
    failed_share: float = field(default=math.inf, metadata={"range": (0, 1), "unset": math.inf})
    """Share of articles that could not be made or whose brief has the verdict ``fail``, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class PolicyConfig:
    """How findings become a verdict. A stored run can be judged again under another policy."""

    brief_error: Level = "fail"
    brief_warning: Level = "review"
    article_error: Level = "review"
    """An error in a sentence that the brief does not use."""
    article_warning: Level = "pass"
    draft_model: Level = "review"
    """The best verdict for a brief made with a draft-quality model."""
    ignore: tuple[str, ...] = field(default=(), metadata={"checks": True})
    """Checks that never count: an id such as ``"name.added"``, or a whole family such as ``"hedge"``."""
    max_severity: dict[str, Severity] = field(default_factory=dict, metadata={"checks": True})
    """Check id or family -> the severity it is capped at; an id goes before its family."""
    accept: tuple[str, ...] = ()
    """Files with accepted findings (:mod:`pipeline.accepted`), relative to the configuration file or else to where the
    command runs."""
    accepted: Accepted = field(default=NONE, metadata={"derived": True})
    """What is in those files; no key of a configuration file."""
    limits: LimitsConfig = LimitsConfig()


@dataclass(frozen=True, slots=True)
class OutputConfig:
    """What is written besides the records."""

    files: tuple[str, ...] = ()
    """File names in :data:`pipeline.export.table.OUTPUTS`; none for the usual ones. ``record.json`` and ``run.json``
    are always written."""


@dataclass(frozen=True, slots=True)
class FetchConfig:
    """How addresses are fetched. Times are in seconds."""

    contact: str = ""
    """An address or page where a publisher can reach whoever runs this; part of the User-Agent."""
    connect_timeout: float = _within(10.0, 0.01, 3600)
    read_timeout: float = _within(30.0, 0.01, 3600)
    """Time without a byte after which a server counts as stuck."""
    total_timeout: float = _within(120.0, 0.01, 86_400)
    """Time that one answer may take in all, redirects included."""
    max_bytes: int = _within(20_000_000, 1)
    """Of one answer, unpacked."""
    redirects: int = _within(5, 0, 20)
    concurrency: int = _within(8, 1, 256)
    """Requests at once in all."""
    per_host: int = _within(1, 1, 64)
    """Requests at once to one host."""
    host_pause: float = _within(1.0, 0, 3600)
    """Least time between two requests to one host, unless its robots.txt asks for more."""
    robots: bool = True
    """Heed robots.txt."""
    allow: tuple[str, ...] = ()
    """Private addresses that may be fetched nevertheless, as networks ("10.1.0.0/16", "127.0.0.1/32"). Feeds are
    untrusted: without this nothing inside the house can be reached through them."""


@dataclass(frozen=True, slots=True)
class FeedsConfig:
    """How a night over feeds goes. Times are in seconds."""

    interval: int = _within(900, 1)
    """Between two visits to a feed, unless the feed or its rules say otherwise."""
    lease: int = _within(900, 1)
    """Time after which work that a process has taken and not finished may be taken by another."""
    batch: int = _within(16, 1, 10_000)
    """Articles taken at a time."""
    attempts: int = _within(4, 1, 100)
    """How often an article is tried before it counts as failed for good."""
    back_off: float = _within(60.0, 0.01)
    """Wait before the second attempt, doubled for each further one."""
    outputs: tuple[str, ...] = ("brief.html", "qa.html")
    """Files for each article, unless the rules of its feed say otherwise."""
    actors: int = _within(0, 0, 100_000)
    """With ``--engine ray``: processes that each hold a model and use one core; 0 for one per core of the cluster."""
    ray_address: str = ""
    """With ``--engine ray``: ``HOST:6379`` of a cluster; empty for ``RAY_ADDRESS``, or else a cluster of this machine's
    own for the length of the run."""


@dataclass(frozen=True, slots=True)
class SsoConfig:
    """Single sign-on at the desk by OpenID Connect; needs ``wortlaut[sso]``."""

    issuer: str = ""
    """The provider, as it calls itself: ``https://login.example/realms/house``. Empty for no single sign-on."""
    client_id: str = ""
    """What the provider calls the desk."""
    secret_env: str = ""
    """Name of the environment variable that holds the client's secret; empty for a client without one."""
    scopes: tuple[str, ...] = ("openid", "profile")
    """What the provider is asked for; ``openid`` is always among them."""
    name_claim: str = "preferred_username"
    """What of a person becomes the user's name."""
    role_claim: str = ""
    """What of a person says which role he has: a text or a list of them; a dot leads into a table
    (``realm_access.roles``). Empty if roles are given at the desk."""
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Role -> the values of ``role_claim`` that give it; of several the highest counts."""
    unknown: Literal["refuse", "reader"] = "refuse"
    """What becomes of somebody to whom no role is given: not let in, or a reader."""
    local_accounts: bool = True
    """Users may also log in with a password."""
    label: str = "Log in with single sign-on"
    """What the button says."""
    address: str = ""
    """The desk's own address as browsers see it (``https://desk.example``), to which the provider sends people back;
    empty to go by what they ask for."""
    allow: tuple[str, ...] = ()
    """Private networks in which the provider may be ("10.1.2.3/32"). They stay closed to feeds."""
    timeout: float = _within(10.0, 0.1, 60)
    """Seconds that one answer of the provider may take."""


@dataclass(frozen=True, slots=True)
class DeskConfig:
    """The review desk."""

    sso: SsoConfig = SsoConfig()


@dataclass(frozen=True, slots=True)
class DisclosureConfig:
    """What every output says of how a brief was made, in the desk's words.

    In the texts ``{model}``, ``{wortlaut}``, ``{provider}``, ``{reviewer}`` and ``{date}`` stand for the translator,
    this package's version, ``provider``, and who reviewed the brief and when.
    """

    unreviewed: str = field(
        default="Translated and condensed by machine ({model}). No person has reviewed this text.",
        metadata={"words": ("model", "wortlaut", "provider")},
    )
    reviewed: str = field(
        default="Translated and condensed by machine ({model}). Reviewed by {reviewer} on {date}.",
        metadata={"words": ("model", "wortlaut", "provider", "reviewer", "date")},
    )
    provider: str = ""
    """Who runs the model, for machines; empty to say nothing."""
    name_reviewer: bool = True
    """Whether outputs name who reviewed a brief; if not, ``{reviewer}`` is "an editor"."""


@dataclass(frozen=True, slots=True)
class ExportConfig:
    """What outputs for other systems need to know of the house."""

    base_url: str = ""
    """Where the output folder can be fetched from, for links in outputs that leave it; empty if nowhere."""
    publisher: str = ""
    """Who sends the briefs: author of the Atom feeds."""
    usage_terms: str = ""
    """On what terms a receiver may use the briefs (ninjs)."""
    wire_encoding: Literal["utf-8", "ascii"] = "utf-8"
    """Of ``brief.wire.txt``: UTF-8, or seven bits, with letters that have none written in others."""
    lists: tuple[str, ...] = ()
    """``approved.atom`` and ``held.atom``: which of them a night over feeds keeps up to date in its output folder."""
    list_entries: int = _within(100, 1, 10_000)
    """How many of the newest briefs these have."""


@dataclass(frozen=True, slots=True)
class MailConfig:
    """The digest that ``wortlaut mail`` sends, and the server that takes it."""

    host: str = ""
    """Of the SMTP server; empty: nothing can be sent."""
    port: int = _within(0, 0, 65_535)
    """0 for the usual one: 587 with ``starttls``, 465 with ``ssl``, 25 with ``none``."""
    tls: Literal["starttls", "ssl", "none"] = "starttls"
    """How the connection is encrypted. Never less than this: a server that does not offer it gets nothing."""
    ca_file: str = ""
    """Certificates (PEM) that the server's may be signed with; empty for those that the system trusts."""
    user: str = ""
    """Name to log in with; empty for a server that wants none."""
    password_env: str = ""
    """Name of the environment variable that holds the password."""
    timeout: float = _within(30.0, 0.01, 3600)
    """Seconds without an answer after which the server counts as stuck."""
    sender: str = field(default="", metadata={"key": "from"})
    """``Name <name@host>``."""
    to: tuple[str, ...] = ()
    """Each gets a mail of their own; none sees the others."""
    reply_to: str = ""
    unsubscribe: str = ""
    """Where readers can ask for no more (``mailto:`` or ``https:``): the header List-Unsubscribe; empty for none."""
    name: str = "digest"
    """Of this digest: what its readers have been sent is remembered under it. Two digests have two names."""
    title: str = "Morning digest"
    subject: str = field(
        default="{title}, {date}: {counts}", metadata={"words": ("title", "date", "counts", "headline")}
    )
    """In the desk's words: ``{counts}`` is "3 approved, 9 not approved", ``{headline}`` that of the first brief."""
    only: Literal["all", "approved"] = "all"
    verdicts: tuple[Level, ...] = ()
    """Only briefs with these; none for all."""
    feeds: tuple[str, ...] = ()
    """Only briefs from these feeds (of a run's folder: sources); none for all."""
    most: int = _within(20, 1, 1000)
    """Briefs in one mail; of further ones it says how many there are."""
    first_hours: int = _within(24, 1, 8760)
    """How far back the first mail to a new reader of a ledger goes."""
    desk_url: str = ""
    """Address of the review desk, for links to it; empty for none."""


@dataclass(frozen=True, slots=True)
class Config:
    """All settings of a run, one section per stage."""

    input: InputConfig = InputConfig()
    translate: TranslateConfig = TranslateConfig()
    summarise: SummariseConfig = SummariseConfig()
    check: CheckConfig = CheckConfig()
    glossary: GlossaryConfig = GlossaryConfig()
    repair: RepairConfig = RepairConfig()
    policy: PolicyConfig = PolicyConfig()
    output: OutputConfig = OutputConfig()
    fetch: FetchConfig = FetchConfig()
    feeds: FeedsConfig = FeedsConfig()
    desk: DeskConfig = DeskConfig()
    disclosure: DisclosureConfig = DisclosureConfig()
    export: ExportConfig = ExportConfig()
    mail: MailConfig = MailConfig()


def load(path: Path) -> Config:
    """Read a TOML file into a :class:`Config`; keys it leaves out keep their defaults.

    Raises:
        ConfigError: the file is missing, is not TOML, or has an unknown key or a value of the wrong type.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such configuration file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path}: cannot be read as TOML: {error}") from error
    config: Config = build(Config, data, str(path), "")
    if config.summarise.min_sentences > config.summarise.max_sentences:
        raise ConfigError(f"{path}: 'summarise.min_sentences' is more than 'summarise.max_sentences'.")
    beside = path.parent / config.check.glossary
    if config.check.glossary and beside.is_file():
        config = override(config, "check", glossary=str(beside))
    config = accepting(config, [str(_beside(path, name)) for name in config.policy.accept])
    own = {key: getattr(config.summarise, key) for key in ("prompt", "headline_prompt", "house_style")}
    own = {key: str(path.parent / name) for key, name in own.items() if name and (path.parent / name).is_file()}
    return override(config, "summarise", **own)


def _beside(path: Path, name: str) -> Path:
    """A file that a configuration file names: beside it, or else seen from the working directory."""
    return path.parent / name if (path.parent / name).is_file() else Path(name)


def accepting(config: Config, files: Sequence[str]) -> Config:
    """The same configuration with these files of accepted findings in force, and read.

    Raises:
        InputError, TableError: one of them cannot be read; with the line.
    """
    return override(config, "policy", accept=tuple(files), accepted=load_accepted(files)) if files else config


def override(config: Config, section: str, **values: Any) -> Config:
    """The same configuration with the given keys of one section replaced; ``None`` values are left alone."""
    given = {key: value for key, value in values.items() if value is not None}
    return replace(config, **{section: replace(getattr(config, section), **given)})


def digest(config: Config) -> str:
    """sha256 of the settings that affect what a record measures.

    Left out are the policy, which only judges it, the choice of outputs, which are made from it, and settings that
    merely say where articles and weights may come from and how much is read at a time.
    """
    data = asdict(config)
    for section in ("policy", "output", "fetch", "feeds", "desk", "disclosure", "export", "mail"):
        del data[section]
    for key in ("offline", "batch_tokens", "translator", "fallback", "revision"):  # the signature names the weights
        del data["translate"][key]
    for key in ("max_bytes", "languages"):
        del data["input"][key]
    for key in ("offline", "model", "revision", "prompt", "headline_prompt", "house_style"):
        del data["summarise"][key]  # the summariser signs for its model and its prompts
    for key in ("server", "key_env", "parallel", "retries", "connect_timeout", "read_timeout", "total_timeout"):
        del data["summarise"]["instruct"][key]
    if not config.check.glossary:
        del data["glossary"]
    del data["check"]["glossary"]  # its content is in the signature, its path is not
    return _sha256(data)


def policy_digest(policy: PolicyConfig) -> str:
    """sha256 of what a policy says of verdicts: of the files with accepted findings, what they accept, not where they
    are. Its limits are about many articles and decide none."""
    data = asdict(replace(policy, accept=(), accepted=NONE))
    for key in ("accept", "accepted", "limits"):
        del data[key]
    return _sha256({**data, "accepted": policy.accepted.digest} if policy.accepted.digest else data)


def _sha256(data: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def build(cls: Any, data: dict[str, Any], path: str, prefix: str = "") -> Any:
    """A frozen settings dataclass from TOML data; ``path`` and ``prefix`` tell messages where a key is.

    Raises:
        ConfigError: an unknown or missing key, or a value of the wrong type.
    """
    # "from" is no name for a field, so its key is in the metadata.
    known = {f.metadata.get("key", f.name): f for f in fields(cls) if "derived" not in f.metadata}
    hints = typing.get_type_hints(cls)
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in known:
            raise ConfigError(f"{path}: unknown key '{prefix}{key}'.{_nearest(key, prefix, known)}")
        converted = _convert(hints[known[key].name], value, path, prefix + key)
        _examine(converted, known[key].metadata, path, prefix + key)
        values[known[key].name] = converted
    for name, f in known.items():
        if f.name not in values and f.default is MISSING and f.default_factory is MISSING:
            raise ConfigError(f"{path}: '{prefix}{name}' is missing.")
    return cls(**values)


def _nearest(key: str, prefix: str, known: dict[str, Any]) -> str:
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.0)
    return f" Did you mean '{prefix}{close[0]}'? Valid here: {', '.join(known)}."


def _examine(value: Any, rules: Mapping[str, Any], path: str, key: str) -> None:
    """Check a value of the right type against the constraints of its setting."""
    if "range" in rules:
        least, most = rules["range"]
        if not least <= value <= (math.inf if most is None else most) and value != rules.get("unset"):
            also = f", or {rules['unset']} for none" if "unset" in rules else ""
            raise ConfigError(
                f"{path}: '{key}' is {value}; valid: {least}{' or more' if most is None else f' to {most}'}{also}."
            )
    if "words" in rules:
        _examine_words(value, rules["words"], path, key)
    if "values" in rules:
        least, most = rules["values"]
        for name, number in value.items():
            if not least <= number <= most:
                raise ConfigError(f"{path}: '{key}.{name}' is {number}; valid: {least} or more.")
    if "languages" in rules:
        for name in value:
            if not re.fullmatch("[a-z]{2}", name):
                raise ConfigError(f"{path}: '{key}' has {name!r}; a language is two letters (ISO 639-1), such as 'de'.")
    if "checks" in rules:
        for name in value:
            if problem := unknown_check(name):
                raise ConfigError(f"{path}: '{key}' has {problem}")


def _examine_words(value: str, known: tuple[str, ...], path: str, key: str) -> None:
    """Check a text with words in braces that stand for something."""
    valid = ", ".join(f"{{{word}}}" for word in known)
    if not value.strip():
        raise ConfigError(f"{path}: '{key}' is empty; what a reader is told cannot be left out.")
    try:
        for _, name, form, conversion in string.Formatter().parse(value):
            if name is not None and (name not in known or form or conversion):
                raise ConfigError(f"{path}: '{key}' has {{{name}}}; valid: {valid}. A brace itself is written twice.")
    except ValueError:
        raise ConfigError(
            f"{path}: '{key}' has a single brace. Valid: {valid}. A brace itself is written twice."
        ) from None


def _convert(hint: Any, value: Any, path: str, key: str) -> Any:
    """Check ``value`` against a type hint; TOML arrays become tuples, integers are accepted for floats."""
    if is_dataclass(hint):
        if not isinstance(value, dict):
            raise ConfigError(f"{path}: '{key}' must be a section ([{key}]).")
        return build(hint, value, path, key + ".")
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        if value not in args:
            raise ConfigError(f"{path}: '{key}' is {value!r}; valid: {', '.join(map(repr, args))}.")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise ConfigError(f"{path}: '{key}' must be a list.")
        return tuple(_convert(args[0], item, path, f"{key}[{i}]") for i, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise ConfigError(f"{path}: '{key}' must be a table.")
        return {name: _convert(args[1], item, path, f"{key}.{name}") for name, item in value.items()}
    if isinstance(origin, type) and issubclass(origin, types.UnionType):
        raise AssertionError(f"no union in configuration: {key}")
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise ConfigError(f"{path}: '{key}' must be of type {hint.__name__}, not {type(value).__name__} ({value!r}).")
    return value

"""tonfall.yaml: what it may say, and reading it so that every mistake names its line and the mend.

The dataclasses are the schema; pydantic checks the file against them and is imported only then, since most
runs of `tonfall check` have no file to read.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from annotated_types import Interval, Len

from tonfall.draft import Language, Platform
from tonfall.folders import config_folder

RuleSetting = Literal["off", "on", "hint", "warning", "block"]
Name = Annotated[str, Len(1, 200)]
Disclosure = Annotated[str, Len(1, 200)]
Contact = Annotated[str, Len(0, 200)]
Signature = Annotated[str, Len(0, 200)]

FILE_NAME = "tonfall.yaml"
STRICT = {"extra": "forbid", "str_strip_whitespace": True}
STANDARD_DISCLOSURE: Mapping[Language, Mapping[Platform, str]] = {
    "de": {"facebook": "Meine private Meinung.", "x": "#privat", "other": "Meine private Meinung."},
    "en": {"facebook": "Views are my own.", "x": "Views are my own.", "other": "Views are my own."},
}
STANDARD_CONTACT: Mapping[Language, Mapping[Platform, str]] = {
    "de": {"facebook": "per Nachricht an diese Seite", "x": "per Direktnachricht", "other": ""},
    "en": {"facebook": "in a message to this page", "x": "in a direct message", "other": ""},
}
STANDARD_SIGNATURE: Mapping[Language, str] = {"de": "", "en": ""}


class ConfigError(Exception):
    """tonfall.yaml can't be used. `problems`: one line each, `FILE:LINE: what, how to mend`."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Company:
    """How the company and its products are called."""

    __pydantic_config__ = STRICT

    names: tuple[Name, ...] = ()
    products: tuple[Name, ...] = ()


LEAVE = "drafts may leave this computer"
"""What `rewriter.allow` must say, in so many words, before a model elsewhere is asked."""


@dataclass(frozen=True, slots=True)
class RewriterSettings:
    """A local language model behind an OpenAI-compatible server.

    `url` is the address that ends with /v1, `model` empty: the server's first one, `timeout` seconds for a
    whole answer, `key` what the server wants as API key.
    """

    __pydantic_config__ = STRICT

    url: Name
    model: Annotated[str, Len(0, 200)] = ""
    timeout: Annotated[float, Interval(ge=1, le=300)] = 20.0
    second_reader: bool = False
    key: Annotated[str, Len(0, 500)] = field(default="", repr=False)
    allow: Literal["drafts may leave this computer"] | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration in force. Without a file: `Config()`.

    `disclosure` and `contact` hold a text for every language and platform (`contact` may be empty),
    `signature` one for every language, `packs` absolute folders.
    """

    __pydantic_config__ = STRICT

    company: Company = Company()
    competitors: tuple[Name, ...] = ()
    confidential: Annotated[tuple[Name, ...], Len(0, 1000)] = ()
    disclosure: Mapping[Language, Mapping[Platform, Disclosure]] = field(
        default_factory=lambda: STANDARD_DISCLOSURE
    )
    contact: Mapping[Language, Mapping[Platform, Contact]] = field(default_factory=lambda: STANDARD_CONTACT)
    signature: Mapping[Language, Signature] = field(default_factory=lambda: STANDARD_SIGNATURE)
    packs: tuple[Path, ...] = ()
    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    rewriter: RewriterSettings | None = None


SETTINGS = tuple(f.name for f in fields(Config))


@dataclass(frozen=True, slots=True)
class Location:
    """Where tonfall.yaml is looked for. `named_by` says who said so; only the standard place may be empty."""

    path: Path
    named_by: Literal["--config", "TONFALL_CONFIG", "standard folder"]

    @property
    def required(self) -> bool:
        """Whether a missing file is a mistake."""
        return self.named_by != "standard folder"


def locate(option: Path | None = None) -> Location:
    """The place of tonfall.yaml: --config, else TONFALL_CONFIG, else the platform's configuration folder."""
    if option is not None:
        return Location(option.absolute(), "--config")
    if named := os.environ.get("TONFALL_CONFIG"):
        return Location(Path(named).absolute(), "TONFALL_CONFIG")
    return Location((config_folder() / FILE_NAME).absolute(), "standard folder")


def load(path: Path) -> Config:
    """The configuration in the file at `path`. Raises ConfigError with every problem in it."""
    from pydantic import TypeAdapter, ValidationError

    path = path.absolute()
    written = read(path)
    try:
        config = TypeAdapter(Config).validate_python(_plain(written))
    except ValidationError as error:
        found = [(line_of(written, e["loc"]), _what(e)) for e in error.errors(include_url=False)]
        raise ConfigError(*(f"{path}:{line}: {what}" for line, what in sorted(found))) from None
    packs = tuple((path.parent / pack.expanduser()).resolve() for pack in config.packs)
    missing = [
        f"{path}:{line_of(written, ('packs', number))}: there is no folder {pack}; correct the path "
        "(relative paths start at this file) or remove the line"
        for number, pack in enumerate(packs)
        if not pack.is_dir()
    ]
    if config.rewriter and (wrong := _wrong_address(config.rewriter)):
        missing.append(f"{path}:{line_of(written, ('rewriter', 'url'))}: {wrong}")
    if missing:
        raise ConfigError(*missing)
    return replace(
        config,
        packs=packs,
        disclosure=_with_standard(config.disclosure, STANDARD_DISCLOSURE),
        contact=_with_standard(config.contact, STANDARD_CONTACT),
        signature={**STANDARD_SIGNATURE, **config.signature},
    )


def is_loopback(host: str) -> bool:
    """Whether a host as an address names it is this computer: localhost, 127.0.0.0/8 or ::1."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _wrong_address(settings: RewriterSettings) -> str | None:
    """What is wrong with the model's address, and the mend."""
    try:
        url = urlsplit(settings.url)
        host, _ = url.hostname or "", url.port
    except ValueError:
        url, host = urlsplit(""), ""
    if url.scheme not in ("http", "https") or not host or url.query or url.fragment:
        return "rewriter.url is no address of a model server; write one like http://127.0.0.1:11434/v1"
    if url.username is not None:
        return "rewriter.url must hold no user name or password; write the key under rewriter.key"
    if settings.allow is None and not is_loopback(host):
        return (
            f"rewriter.url leads to {host}, which is not this computer; use a server on 127.0.0.1, or write "
            f"`allow: {LEAVE}` below it"
        )
    return None


def origins(path: Path | None) -> dict[str, str]:
    """Where each setting comes from: setting → `FILE:LINE` or `default`. Raises ConfigError."""
    written = read(path) if path else {}
    return {
        name: f"{path}:{line_of(written, (name,))}" if written.get(name) is not None else "default"
        for name in SETTINGS
    }


def line_of(written: Any, way: tuple[int | str, ...]) -> int:
    """The line (from 1) of the entry that `way` leads to, or of the last step that exists."""
    line = 1
    for step in way:
        marks = getattr(written, "lc", None)
        if isinstance(written, dict) and step in written:
            line = marks.key(step)[0] + 1 if marks else line
        elif isinstance(written, list) and isinstance(step, int) and step < len(written):
            line = marks.item(step)[0] + 1 if marks else line
        else:
            break
        written = written[step]
    return line


def read(path: Path) -> dict[str, Any]:
    """The file as ruamel.yaml's mapping, which remembers lines. Raises ConfigError."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        written = YAML(typ="rt").load(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file; correct the path") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}; check path and rights") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: is not UTF-8; save the file as UTF-8") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = (error.problem or "is not YAML").split(" with value")[0]
        mend = "keep one" if "duplicate key" in what else "check indentation, colons and quotes here"
        raise ConfigError(f"{path}:{mark.line + 1 if mark else 1}: {what}; {mend}") from None
    except (YAMLError, RecursionError):
        raise ConfigError(f"{path}:1: is not YAML; compare it with examples/tonfall.yaml") from None
    if written is None:
        return {}
    if not isinstance(written, dict):
        raise ConfigError(f"{path}:1: must hold settings like `competitors:`; known: {', '.join(SETTINGS)}")
    return written


def _plain(written: dict[str, Any]) -> dict[str, Any]:
    """What pydantic checks: no value counts as left out, one text as the same for all platforms."""
    plain: dict[str, Any] = {}
    for key, value in written.items():
        if isinstance(value, dict):
            value = {k: v for k, v in value.items() if v is not None}
        if key in ("disclosure", "contact") and isinstance(value, dict):
            value = {
                language: dict.fromkeys(get_args(Platform), text) if isinstance(text, str) else text
                for language, text in value.items()
            }
        if value is not None:
            plain[key] = value
    return plain


def _with_standard(
    written: Mapping[Language, Mapping[Platform, str]], standard: Mapping[Language, Mapping[Platform, str]]
) -> dict[Language, dict[Platform, str]]:
    return {language: {**texts, **written.get(language, {})} for language, texts in standard.items()}


def _what(error: Any) -> str:
    """One of pydantic's errors in the words of whoever wrote the file."""
    way = [step for step in error["loc"] if step != "[key]"]
    where = ".".join(str(step) for step in way)
    match error["type"]:
        case "unexpected_keyword_argument" | "invalid_key":
            inner = RewriterSettings if way[0] == "rewriter" else Company
            known = SETTINGS if len(way) == 1 else tuple(f.name for f in fields(inner))
            return f"{where} is not a setting; {_similar(str(way[-1]), known)}"
        case "literal_error":
            return f"{where} is not known here; write {error['ctx']['expected']}"
        case "string_type" | "path_type":
            return f"{where} must be text; put it in quotes"
        case "tuple_type":
            return f"{where} must be a list; write one entry a line, each after a hyphen and a space"
        case "dataclass_type" | "dict_type" | "mapping_type":
            return f"{where} must hold settings; write `name: value` below it, indented"
        case "missing":
            return f"{where} is missing; write it below {way[0]}"
        case "bool_type" | "bool_parsing":
            return f"{where} must be true or false"
        case "float_type" | "float_parsing":
            return f"{where} must be a number"
        case "greater_than_equal" | "less_than_equal":
            return f"{where} is out of range; from 1 to 300 seconds are possible"
        case "too_short" | "string_too_short":
            return f"{where} is empty; write something or remove the line"
        case "too_long" | "string_too_long":
            unit = "entries" if error["ctx"].get("field_type") == "Tuple" else "characters"
            return f"{where} is too long; {error['ctx']['max_length']:,} {unit} fit"
    return f"{where}: {error['msg']}"


def _similar(name: str, known: tuple[str, ...]) -> str:
    close: Iterator[str] = iter(difflib.get_close_matches(name, known, n=1))
    meant = next(close, None)
    return (f"did you mean {meant}? " if meant else "") + f"known: {', '.join(known)}"

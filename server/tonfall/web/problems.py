"""Every refusal in one shape: RFC 9457 problem+json that says, in German or English, what to mend.

A person who opens a page in the browser gets the same words as a page.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Mapping

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, json, render_template, request
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from werkzeug.datastructures import Headers

from tonfall.draft import Language, Texts
from tonfall.web.kinds import KINDS

TYPE = "tag:tonfall,2026:problem/"
MEDIA_TYPE = "application/problem+json"

log = logging.getLogger(__name__)

_OF_STATUS = {
    400: "broken-json",
    404: "not-found",
    405: "wrong-method",
    413: "body-too-large",
    415: "not-json",
}


class ProblemError(Exception):
    """Ends a request with the problem `kind`, a key of KINDS."""

    def __init__(self, kind: str, errors: Mapping[str, Texts] | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.errors = errors


def page_language() -> Language:
    """The language for this request: ?lang=de|en, else what the browser prefers, else English."""
    languages: tuple[Language, ...] = ("en", "de")
    best = request.accept_languages.best_match(languages, "en")
    wanted = [request.args.get("lang"), best]
    return next(language for asked in wanted for language in languages if language == asked)


def document(kind: str, language: Language, errors: Mapping[str, str] | None = None) -> dict[str, object]:
    """The problem as RFC 9457 has it; `errors` maps fields to what is wrong with them."""
    about = KINDS[kind]
    problem: dict[str, object] = {
        "type": TYPE + kind,
        "title": _in(about.title, language),
        "status": about.status,
        "detail": _in(about.detail, language),
    }
    if errors:
        problem["errors"] = errors
    return problem


def install(app: APIFlask) -> None:
    """Answer every error of `app` with a problem, and let its templates speak both languages."""

    @app.context_processor
    def words() -> dict[str, object]:
        language = page_language()
        return {"language": language, "say": lambda de, en: de if language == "de" else en}

    @app.errorhandler(ProblemError)
    def refused(refusal: ProblemError) -> Response:
        language = page_language()
        errors = {field: _in(texts, language) for field, texts in (refusal.errors or {}).items()}
        return _answer(refusal.kind, errors)

    @app.error_processor
    def http_error(error: HTTPError) -> Response:
        if error.status_code == app.config["VALIDATION_ERROR_STATUS_CODE"]:
            return _answer("invalid", _fields(error, page_language()))
        kind = _OF_STATUS.get(error.status_code, "internal" if error.status_code >= 500 else "broken-json")
        allowed = Headers(error.headers).get("Allow")
        return _answer(kind, headers={"Allow": allowed} if allowed else None)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        # Type and place only: the message of an exception may quote the draft.
        place = traceback.extract_tb(error.__traceback__)[-1]
        log.error("%s at %s:%s (%s)", type(error).__name__, place.filename, place.lineno, request.endpoint)
        return _answer("internal")


def _answer(
    kind: str, errors: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    language = page_language()
    problem = document(kind, language, errors)
    if "text/html" in request.headers.get("Accept", "") and not request.path.startswith("/v1/"):
        page = render_template("problem.html", problem=problem)
        response = Response(page, mimetype="text/html")
    else:
        response = Response(json.dumps(problem), mimetype=MEDIA_TYPE)
    response.status_code = KINDS[kind].status
    response.headers.update({"Content-Language": language, **KINDS[kind].headers, **(headers or {})})
    return response


def _fields(error: HTTPError, language: Language) -> dict[str, str]:
    """Fields and what to mend in each. Names that a client made up are not repeated, they may be text."""
    cause = error.__cause__
    found = cause.errors(include_url=False, include_input=False) if isinstance(cause, ValidationError) else []
    return {_name(entry["loc"]): _mend(entry, language) for entry in found}


def _name(way: tuple[int | str, ...]) -> str:
    name = ".".join(str(step) for step in way) or "*"
    return name if re.fullmatch(r"[a-z_.0-9*]{1,40}", name) else "?"


def _mend(error: ErrorDetails, language: Language) -> str:
    expected = error.get("ctx", {}).get("expected", "").replace(" or ", " | ").replace(", ", " | ")
    match error["type"]:
        case "missing":
            text = Texts("Fehlt; bitte angeben.", "Missing; please give it.")
        case "extra_forbidden":
            text = Texts("Unbekannt; bitte weglassen.", "Unknown; please leave it out.")
        case "literal_error":
            text = Texts(f"Erlaubt: {expected}", f"Allowed: {expected}")
        case "int_type" | "int_from_float":
            text = Texts("Muss eine ganze Zahl sein.", "Must be a whole number.")
        case "greater_than_equal":
            text = Texts("Darf nicht negativ sein.", "Must not be negative.")
        case "string_type":
            text = Texts("Muss Text sein.", "Must be text.")
        case "string_pattern_mismatch":
            text = Texts(
                "Muss ein Fingerabdruck aus einem Bericht sein.", "Must be a fingerprint from a report."
            )
        case "tuple_type":
            text = Texts("Muss eine Liste sein.", "Must be a list.")
        case "too_long":
            most = error.get("ctx", {}).get("max_length")
            text = Texts(f"Höchstens {most} Einträge.", f"{most} entries at most.")
        case "model_type":
            text = Texts("Muss ein JSON-Objekt sein.", "Must be a JSON object.")
        case kind if kind.startswith(("datetime", "timezone")):
            text = Texts(
                "Datum und Zeit mit Abstand zu UTC angeben, etwa 2026-11-19T10:00:00Z.",
                "Give date and time with the offset from UTC, like 2026-11-19T10:00:00Z.",
            )
        case _:
            text = Texts("Ungültig.", "Invalid.")
    return _in(text, language)


def _in(texts: Texts, language: Language) -> str:
    return texts.de if language == "de" else texts.en

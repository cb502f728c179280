"""`POST /v1/rewrite`: the local language model's rephrasing as a stream of JSON objects, one a line."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Literal

from flask import Response, stream_with_context
from pydantic import BaseModel, ConfigDict, Field

from tonfall.draft import Draft
from tonfall.llm.rewriter import Piece, Rewriter
from tonfall.web.problems import ProblemError

MEDIA_TYPE = "application/x-ndjson"
MOST_AT_A_TIME = 4
"""More than these would only take turns in the model."""

HEARTBEAT = 0.5
"""Seconds of silence after which an empty `text` is sent."""

_places = threading.BoundedSemaphore(MOST_AT_A_TIME)


class Reply(BaseModel):
    """A whole reply to stand in place of the draft. It may hold paragraphs and open slots: [by when?]."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    variants: list[str] = Field(
        description="The wordings in it, for /v1/used and `avoid`; none where a language model wrote it."
    )


class RewriteEvent(BaseModel):
    """One line of the stream: any number of `text`, then one of the others."""

    type: Literal["text", "done", "rejected", "failed"]
    text: str | None = Field(None, description="Of `text`: to be appended, for showing only; may be empty.")
    reply: Reply | None = Field(None, description="Of `done`: checked and fine, may be put in.")
    reason: str | None = Field(None, description="Of `rejected`: why it may not be put in.")
    detail: str | None = Field(
        None, description="Of `failed`: the model is unreachable, too slow or the like."
    )


def answer(rewriter: Rewriter, draft: Draft) -> Response:
    """The stream. Ends, and the model's work with it, when the client goes away. Raises ProblemError."""
    if not _places.acquire(blocking=False):
        raise ProblemError("busy")

    def lines() -> Iterator[str]:
        with closing(rewriter.rewrite(draft)) as pieces:
            sent = time.monotonic()
            for piece in pieces:
                # only writing shows whether the client is still there: waitress then closes this generator
                if piece.text or piece.type != "text" or time.monotonic() - sent > HEARTBEAT:
                    sent = time.monotonic()
                    yield _line(piece)

    # the request's place is kept until the stream ends
    response = Response(stream_with_context(lines()), mimetype=MEDIA_TYPE)
    response.call_on_close(_places.release)
    return response


def _line(piece: Piece) -> str:
    event: dict[str, object] = {"type": piece.type}
    match piece.type:
        case "text":
            event["text"] = piece.text
        case "done":
            event["reply"] = {"text": piece.text, "variants": []}
        case "rejected":
            event["reason"] = piece.text
        case "failed":
            event["detail"] = piece.text
    return json.dumps(event, ensure_ascii=False) + "\n"

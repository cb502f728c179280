"""Asking the model, through the `openai` package and the protocol that all local servers speak.

An answer is made by a thread of its own, so that whoever waits for it can stop waiting at any moment. What
comes back is bounded in time, in characters and in bytes; redirects and the environment's proxies, keys and
addresses are left alone. `openai` takes half a second to import and is imported with the first question.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import AsyncIterator, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from tonfall.team.config import RewriterSettings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Message = Mapping[str, str]
Trouble = Literal["unreachable", "refused", "slow", "too-long", "broken"]

FIRST_TOKEN = 0.75
"""Share of the time limit after which something must have come."""

MOST_CHARACTERS = 4_000
MOST_BYTES = 2_000_000
TICK = 0.1
"""Seconds after which `stream` says that nothing has come yet."""

_THINKING, _THOUGHT = "<think>", "</think>"


class ModelError(Exception):
    """The model gave no usable answer; `trouble` says why. Holds nothing of what was asked or answered."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble: Trouble = trouble


def stream(
    settings: RewriterSettings,
    messages: Sequence[Message],
    *,
    most_tokens: int,
    schema: Mapping[str, Any] | None = None,
) -> Generator[str, None, None]:
    """The pieces of the model's answer as they come; "" where nothing came for a TICK.

    `schema` is a JSON schema that the answer shall keep to; not every server sees to it. Closing the
    iterator cancels the model's work. Raises ModelError.
    """
    pieces: queue.SimpleQueue[str | ModelError | None] = queue.SimpleQueue()
    work = _Work(settings, messages, most_tokens, schema, pieces)
    thread = threading.Thread(target=work.run, name="tonfall-model", daemon=True)
    thread.start()
    try:
        while True:
            try:
                piece = pieces.get(timeout=TICK)
            except queue.Empty:
                yield ""
                continue
            if piece is None:
                return
            if isinstance(piece, ModelError):
                raise piece
            yield piece
    finally:
        work.cancel()
        thread.join(1)


class _Work:
    """One question in its thread."""

    def __init__(
        self,
        settings: RewriterSettings,
        messages: Sequence[Message],
        most_tokens: int,
        schema: Mapping[str, Any] | None,
        pieces: queue.SimpleQueue[str | ModelError | None],
    ) -> None:
        self._settings = settings
        self._messages = messages
        self._most_tokens = most_tokens
        self._schema = schema
        self._pieces = pieces
        self._lock = threading.Lock()
        self._cancelled = False
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Task[None]] | None = None

    def run(self) -> None:
        asyncio.run(self._answer())

    def cancel(self) -> None:
        """Stop as soon as possible; harmless when it is over."""
        with self._lock:
            self._cancelled = True
            if self._running:
                loop, task = self._running
                loop.call_soon_threadsafe(task.cancel)

    async def _answer(self) -> None:
        task = asyncio.current_task()
        assert task
        with self._lock:
            if self._cancelled:
                return
            self._running = asyncio.get_running_loop(), task
        try:
            self._pieces.put(await self._outcome())
        except asyncio.CancelledError:
            pass
        finally:
            with self._lock:
                self._running = None

    async def _outcome(self) -> ModelError | None:
        import openai

        try:
            async with asyncio.timeout(self._settings.timeout), _client(self._settings) as client:
                await self._read(client)
        except (TimeoutError, openai.APITimeoutError):
            return ModelError("slow")
        except openai.APIConnectionError as error:
            return error.__cause__ if isinstance(error.__cause__, ModelError) else ModelError("unreachable")
        except openai.APIStatusError:
            return ModelError("refused")
        except ModelError as error:
            return error
        except Exception:  # whatever a server can send that the package didn't expect
            return ModelError("broken")
        return None

    async def _read(self, client: AsyncOpenAI) -> None:
        read = 0
        text = _without_thoughts(self._contents(client))
        piece = await asyncio.wait_for(anext(text, None), self._settings.timeout * FIRST_TOKEN)
        while piece is not None:
            read += len(piece)
            if read > MOST_CHARACTERS:
                raise ModelError("too-long")
            self._pieces.put(piece)
            piece = await anext(text, None)

    async def _contents(self, client: AsyncOpenAI) -> AsyncIterator[str]:
        """What the answer consists of, "" for what is no text; ends with the answer."""
        import openai

        model = self._settings.model or await _first_model(client)
        shape: dict[str, Any] = {}
        if self._schema:
            shape["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": self._schema},
            }
        asked: dict[str, Any] = {
            "model": model,
            "messages": self._messages,
            "max_tokens": self._most_tokens,
            "temperature": 0.3,
            "stream": True,
        }
        try:
            answer = await client.chat.completions.create(**asked, **shape)
        except openai.BadRequestError:
            if not shape:
                raise
            answer = await client.chat.completions.create(**asked)  # a server that knows no schemas
        finished = False
        async with answer:
            async for chunk in answer:
                for choice in chunk.choices[:1]:
                    finished = finished or choice.finish_reason is not None
                    yield choice.delta.content or ""
        if not finished:
            raise ModelError("broken")  # the server hung up halfway


async def _first_model(client: AsyncOpenAI) -> str:
    models = (await client.models.list()).data
    if not models:
        raise ModelError("refused")
    return models[0].id


async def _without_thoughts(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """The pieces without the <think>…</think> that some models begin with."""
    begun, undecided = "", True
    async for piece in pieces:
        if not undecided:
            yield piece
            continue
        begun = (begun + piece).lstrip()
        if len(begun) > 10 * MOST_CHARACTERS:
            raise ModelError("too-long")
        text = begun
        if begun.startswith(_THINKING):
            text = begun.partition(_THOUGHT)[2].lstrip()
        elif _THINKING.startswith(begun):
            text = ""
        undecided = not text
        yield text
    if undecided and not begun.startswith(_THINKING):
        yield begun


def _client(settings: RewriterSettings) -> AsyncOpenAI:
    import httpx2
    import openai

    for name in ("openai", "httpx2", "httpcore2"):  # OPENAI_LOG=debug would have them log drafts
        logging.getLogger(name).setLevel(logging.CRITICAL)

    class Body(httpx2.AsyncByteStream):
        """A response's body, cut off at MOST_BYTES."""

        def __init__(self, inner: Any) -> None:
            self._inner = inner

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read = 0
            async for part in self._inner:
                read += len(part)
                if read > MOST_BYTES:
                    raise ModelError("too-long")
                yield part

        async def aclose(self) -> None:
            await self._inner.aclose()

    class Transport(httpx2.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            response = await super().handle_async_request(request)
            if response.headers.get("Content-Encoding", "identity") != "identity":
                await response.aclose()
                raise ModelError("broken")  # it was not asked for, and a few bytes may unpack to many
            response.stream = Body(response.stream)
            return response

    return openai.AsyncOpenAI(
        base_url=settings.url,
        api_key=settings.key or "none",
        organization="",
        project="",
        max_retries=0,
        timeout=settings.timeout,
        default_headers={"Accept-Encoding": "identity"},
        http_client=httpx2.AsyncClient(
            trust_env=False,
            follow_redirects=False,
            # http: needs no certificates, and reading the system's takes 50 ms
            transport=Transport(verify=settings.url.startswith("https:"), trust_env=False),
        ),
    )

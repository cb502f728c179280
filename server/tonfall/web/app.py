"""The Flask app, put together."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from apiflask import APIFlask
from flask.json.provider import DefaultJSONProvider

from tonfall import __version__
from tonfall.feedback import CaseStore
from tonfall.rephrase.used import UsedStore
from tonfall.team.config import Config
from tonfall.team.source import Source
from tonfall.web import STANDARD_PORT, api, pages, problems
from tonfall.web.guard import Guard
from tonfall.web.live import Judge, LiveChecker
from tonfall.web.pairing import PairingRequests, PairingStore
from tonfall.web.rewrite import RewriteEvent


def create_app(
    source: Source,
    store: PairingStore,
    cases: CaseStore,
    used: UsedStore,
    *,
    port: int = STANDARD_PORT,
    build: Callable[[Config], Judge] | None = None,
    live: LiveChecker | None = None,
) -> APIFlask:
    """The service on 127.0.0.1:`port`. `live` is the checker where one is built already."""
    app = APIFlask("tonfall.web", title="Tonfall", version=__version__, docs_path=None)
    app.json = _Json(app)
    app.config.update(
        AUTO_AUTH_ERROR_RESPONSE=False, AUTO_VALIDATION_ERROR_RESPONSE=False, AUTO_SERVERS=False
    )
    app.url_map.merge_slashes = False
    app.servers = [{"url": f"http://127.0.0.1:{STANDARD_PORT}"}]
    app.description = "Checks public replies before they are posted, on the writer's own machine."
    app.security_schemes = {"token": {"type": "http", "scheme": "bearer"}}
    app.spec_processor(_tidy)  # type: ignore[arg-type]  # JSON, hence always a dict

    guard = Guard(port, store)
    waiting = PairingRequests()
    guard.install(app)
    problems.install(app)
    app.register_blueprint(api.blueprint(live or LiveChecker(source, build), store, waiting, cases, used))
    app.register_blueprint(pages.blueprint(guard, source, waiting))
    return app


class _Json(DefaultJSONProvider):
    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deeply") from None


def _tidy(document: dict[str, Any]) -> dict[str, Any]:
    """Name parts of a model `Part`, not `Model.Part`, and add what APIFlask doesn't know."""
    text = json.dumps(document)
    for name in document["components"]["schemas"]:
        part = name.rpartition(".")[2]
        text = text.replace(f'"{name}"', f'"{part}"').replace(f'/schemas/{name}"', f'/schemas/{part}"')
    tidy: dict[str, Any] = json.loads(text)
    for model in (api.Problem, RewriteEvent):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        tidy["components"]["schemas"] |= {**schema.pop("$defs", {}), model.__name__: schema}
    for operations in tidy["paths"].values():
        for operation in operations.values():
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    return tidy

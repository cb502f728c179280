"""The pages for people: trying out a reply without the extension, and the one click of pairing."""

from __future__ import annotations

from pathlib import Path

from apiflask import APIBlueprint
from flask import Response, make_response, render_template, request

from tonfall.team.source import Source
from tonfall.web.guard import Guard, policy
from tonfall.web.pairing import PairingRequests
from tonfall.web.problems import ProblemError

BUNDLE = Path(__file__).parent / "static" / "built" / "tryout.js"


def blueprint(guard: Guard, source: Source, waiting: PairingRequests) -> APIBlueprint:
    """The routes `/` and `/pair`."""
    pages = APIBlueprint("pages", __name__, enable_openapi=False)

    @pages.get("/")
    def try_out() -> Response:
        page = render_template(
            "tryout.html",
            token=guard.page_token,
            port=request.host.rpartition(":")[2],
            company=next(iter(source.current().company.names), ""),
            built=BUNDLE.exists(),
        )
        response = make_response(page)
        response.headers["Content-Security-Policy"] = policy(script_src="'self'", connect_src="'self'")
        return response

    @pages.get("/pair")
    def pair() -> str:
        found = waiting.waiting(request.args.get("request", ""))
        if found is None:
            raise ProblemError("pairing-over")
        return render_template("pair.html", asking=found)

    @pages.post("/pair")
    def pair_click() -> str:
        asked, nonce = request.form.get("request"), request.form.get("nonce")
        if not asked or not nonce:
            raise ProblemError("broken-form")
        if not waiting.approve(asked, nonce):
            raise ProblemError("pairing-over")
        return render_template("pair.html", asking=None)

    return pages

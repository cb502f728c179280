"""The service's API: check a draft, keep a case, say how the service is, pair an extension."""

from __future__ import annotations

import logging
import re
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from flask import Response, jsonify, request
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from tonfall import __version__
from tonfall.draft import Category, Certainty, Draft, Language, Part, Platform, Role, Severity, Stage, Texts
from tonfall.feedback import MAX_SENTENCE, Case, CaseStore
from tonfall.rephrase import used as taken
from tonfall.rephrase.used import UsedStore
from tonfall.text.document import sentences_at
from tonfall.text.fingerprint import MOST, SHAPE
from tonfall.web.kinds import KINDS
from tonfall.web.live import LiveChecker
from tonfall.web.pairing import EXPIRES_IN, PairingRequests, PairingStore, browser_name
from tonfall.web.problems import MEDIA_TYPE, ProblemError
from tonfall.web.rewrite import MEDIA_TYPE as NDJSON
from tonfall.web.rewrite import Reply, answer

MAX_CHARACTERS = 20_000
LANGUAGES: tuple[Language, ...] = ("de", "en")

log = logging.getLogger(__name__)


def _well_formed(value: Any) -> Any:
    """JavaScript strings may hold half of a surrogate pair; one code unit stays one code unit."""
    return re.sub("[\ud800-\udfff]", "\ufffd", value) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_well_formed)]
Fingerprint = Annotated[str, Field(pattern=f"^{SHAPE.pattern}$")]
Variant = Annotated[str, Field(pattern=f"^{taken.SHAPE.pattern}$")]


class CheckRequest(BaseModel):
    """A reply somebody is about to post, with what is known around it. Only `text` is required."""

    model_config = ConfigDict(extra="forbid")

    text: Text = Field(
        description="The reply, at most 20,000 characters (Unicode code points); more is answered with 413.",
        json_schema_extra={"maxLength": MAX_CHARACTERS},
    )
    platform: Platform = Field("facebook", description="Where it will be posted.")
    role: Role = Field("official", description="Whether it is the company's answer or an employee's own.")
    stage: Stage | None = Field(None, description="First reaction or detailed answer; null: not known.")
    company: Text = Field("", description="The company's name on that page.")
    comment: Text = Field(
        "", description="The comment that is answered. Only the first 20,000 characters are looked at."
    )
    commenter: Text = Field("", description="Name of the comment's author.")
    commented_at: AwareDatetime | None = Field(None, description="When it was posted, with UTC offset.")
    interface_language: Language | None = Field(
        None, description="Language of messages; null: the draft's own."
    )
    posted: tuple[Fingerprint, ...] = Field(
        (),
        max_length=MOST,
        description="Fingerprints of replies that were posted lately, from their reports.",
    )

    def draft(self, used: tuple[str, ...] = ()) -> Draft:
        """The same as a Draft. Raises ProblemError where the text is too long."""
        if len(self.text) > MAX_CHARACTERS:
            raise ProblemError("draft-too-long")
        known = {name: getattr(self, name) for name in CheckRequest.model_fields}
        return Draft(**known | {"comment": self.comment[:MAX_CHARACTERS], "used": used})


class RephraseRequest(CheckRequest):
    """A reply that is being written, possibly still empty, with what is known around it."""

    avoid: tuple[Variant, ...] = Field(
        (),
        max_length=taken.MOST,
        description="Variants that are not to be offered again: for another version.",
    )


class Answer(BaseModel):
    """Base of answers, which are made from the dataclasses of tonfall.draft."""

    model_config = ConfigDict(from_attributes=True)


class Suggestion(Answer):
    """A rephrasing for text[start:end]; empty: delete it. start == end: put it in there."""

    replacement: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    variant: str = Field(description="Which wording it is, for /v1/used; empty: there is just this one.")


class Finding(Answer):
    """One wording. start == end == 0 with an empty quote: about the whole draft."""

    rule: str
    category: Category
    severity: Severity = Field(description="How bad it is.")
    confidence: float = Field(ge=0, le=1, description="How sure the checker is.")
    certainty: Certainty = Field(description="The same in a word.")
    start: int = Field(ge=0, description="In UTF-16 code units, as browsers count.")
    end: int = Field(ge=0, description="In UTF-16 code units, exclusive.")
    quote: str = Field(description="The text there.")
    message: str
    why: str
    principle: str
    suggestions: list[Suggestion]


class Rewrite(Answer):
    """The whole reply with the first suggestion of each finding applied."""

    text: str
    because: str


class Report(Answer):
    """The answer to one check."""

    language: Language | None = Field(description="null: neither German nor English.")
    score: int = Field(ge=0, le=100, description="0: don't post, 100: nothing found.")
    parts: list[Part] = Field(description="Parts of a full answer that are there.")
    findings: list[Finding]
    rewrite: Rewrite | None
    fingerprint: str = Field(
        description="Near-copies of the draft share most of it; empty where the draft is too short to tell."
    )
    pending: bool = Field(
        description="A second reader (a local language model) is still reading; check again in a second."
    )


class PartReview(Answer):
    """One part of a good answer, and what could be put into the draft where it is missing."""

    part: Part
    present: bool
    wanted: bool = Field(description="false: a reply of this stage does without it.")
    proposals: list[Suggestion]


class Rephrasing(Answer):
    """What would make the whole reply a good one."""

    language: Language | None
    stage: Stage
    stage_guessed: bool
    parts: list[PartReview]
    reply: Reply | None = Field(description="null: nothing better was found.")
    rewriter: bool = Field(False, description="A local language model is configured: /v1/rewrite works.")


class UsedRequest(BaseModel):
    """Wordings that the writer took."""

    model_config = ConfigDict(extra="forbid")

    variants: tuple[Variant, ...] = Field(max_length=100)


class Used(BaseModel):
    """How many wordings the writer has taken today."""

    kept: int


class FeedbackRequest(BaseModel):
    """A finding that somebody calls wrong. Only the sentences that text[start:end] stands in are kept."""

    model_config = ConfigDict(extra="forbid")

    rule: Text = Field(description="The finding's rule.")
    text: Text = Field(
        description="The reply, as it was checked.", json_schema_extra={"maxLength": MAX_CHARACTERS}
    )
    start: int = Field(ge=0, strict=True, description="The finding's, in UTF-16 code units.")
    end: int = Field(ge=0, strict=True, description="The finding's, in UTF-16 code units, exclusive.")
    platform: Platform = Field("facebook", description="Where it would be posted.")
    role: Role = Field("official", description="Whether it is the company's answer or an employee's own.")

    def case(self) -> Case:
        """What is kept of it. Raises ProblemError."""
        if len(self.text) > MAX_CHARACTERS:
            raise ProblemError("draft-too-long")
        sentence = sentences_at(self.text, self.start, self.end)
        if sentence is None:
            raise ProblemError("invalid", {"start": NO_WORDING, "end": NO_WORDING})
        if len(sentence) > MAX_SENTENCE:
            raise ProblemError("sentence-too-long")
        return Case.now(self.rule, sentence, self.platform, self.role)


NO_WORDING = Texts(
    "Hier steht nichts. Anfang und Ende der Fundstelle angeben, in UTF-16-Einheiten.",
    "There is no wording here. Give the finding's start and end, in UTF-16 code units.",
)
NO_RULE = Texts("Diese Regel gibt es hier nicht.", "There is no such rule here.")


class Kept(BaseModel):
    """What was kept."""

    sentence: str


class Pack(BaseModel):
    """A rule pack in force."""

    name: str
    rules: int


class Status(BaseModel):
    """How the service is. Nothing secret."""

    version: str
    packs: list[Pack]
    languages: list[Language]
    problem: str | None = Field(description="What is wrong with tonfall.yaml or a pack; null: nothing.")


class PairStart(BaseModel):
    """Nothing to say yet: send {}."""

    model_config = ConfigDict(extra="forbid")


class PairStarted(BaseModel):
    """Open `url` in a tab, let the person click, then collect the token with `request`."""

    request: str
    url: str
    expires_in: int = Field(description="Seconds.")


class PairFinish(BaseModel):
    """The request to collect the token for."""

    model_config = ConfigDict(extra="forbid")

    request: Text


class PairPending(BaseModel):
    """The answer before the click."""

    state: Literal["pending"] = "pending"


class Paired(BaseModel):
    """The token, told once."""

    token: str


class Problem(BaseModel):
    """RFC 9457: what is wrong and what to mend."""

    type: str = Field(description="tag:tonfall,2026:problem/KIND, see docs/api.md")
    title: str
    status: int
    detail: str
    errors: dict[str, str] | None = Field(None, description="Fields and what is wrong with them.")


Responses = dict[int | str, dict[str, str | dict[str, dict[str, Any]]]]
"""Responses of an OpenAPI operation, by status."""


def problems(*kinds: str) -> Responses:
    """These kinds of problems, and those that can happen everywhere."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    every = ("foreign-host", "busy", "internal", *kinds)
    return {
        status: {
            "description": "; ".join(sorted(KINDS[k].title.en for k in every if KINDS[k].status == status)),
            "content": {MEDIA_TYPE: schema},
        }
        for status in sorted({KINDS[k].status for k in every})
    }


PENDING: Responses = {
    202: {
        "description": "The person has not clicked yet; ask again in a second.",
        "content": {"application/json": {"schema": PairPending.model_json_schema()}},
    }
}
STREAM: Responses = {
    200: {
        "description": "One JSON object a line. Aborting the request cancels the model's work.",
        "content": {NDJSON: {"schema": {"$ref": "#/components/schemas/RewriteEvent"}}},
    }
}
CASE_PROBLEMS = ("draft-too-long", "sentence-too-long", "not-kept")
JSON_PROBLEMS = ("broken-json", "body-too-large", "not-json", "invalid")


def blueprint(
    live: LiveChecker, store: PairingStore, waiting: PairingRequests, cases: CaseStore, used: UsedStore
) -> APIBlueprint:
    """The routes under /v1."""
    api = APIBlueprint("api", __name__, url_prefix="/v1", tag="v1")

    @api.post("/check")
    @api.input(CheckRequest, arg_name="asked")
    @api.output(Report, description="What was found.")
    @api.doc(
        operation_id="check",
        security="token",
        responses=problems("no-token", "foreign-origin", "draft-too-long", *JSON_PROBLEMS),
    )
    def check(asked: CheckRequest) -> Report:
        """Check a draft."""
        return Report.model_validate(live.current().check(asked.draft(used.today())))

    @api.post("/rephrase")
    @api.input(RephraseRequest, arg_name="asked")
    @api.output(Rephrasing, description="The parts of the reply, and a whole one.")
    @api.doc(
        operation_id="rephrase",
        security="token",
        responses=problems("no-token", "foreign-origin", "draft-too-long", *JSON_PROBLEMS),
    )
    def rephrase(asked: RephraseRequest) -> Rephrasing:
        """Propose the missing parts of a reply, and a whole one."""
        found = live.current().rephrase(asked.draft(used.today()), asked.avoid)
        answered = Rephrasing.model_validate(found)
        answered.rewriter = live.rewriter() is not None
        return answered

    @api.post("/used")
    @api.input(UsedRequest, arg_name="asked")
    @api.output(Used, description="They are not offered again today.")
    @api.doc(
        operation_id="used",
        security="token",
        responses=problems("no-token", "foreign-origin", "not-kept", *JSON_PROBLEMS),
    )
    def take(asked: UsedRequest) -> Used:
        """Tell which wordings the writer took. Their numbers are kept for a day, nothing else."""
        try:
            used.add(asked.variants)
        except OSError as error:
            log.error("%s: cannot be written: %s", used.path, error.strerror)
            raise ProblemError("not-kept") from None
        return Used(kept=len(used.today()))

    @api.post("/rewrite")
    @api.input(RephraseRequest, arg_name="asked")
    @api.doc(
        operation_id="rewrite",
        security="token",
        responses=STREAM
        | problems("no-token", "foreign-origin", "no-rewriter", "draft-too-long", *JSON_PROBLEMS),
    )
    def rewrite(asked: RephraseRequest) -> Response:
        """Have the local language model rephrase a draft, as a stream."""
        rewriter = live.rewriter()
        if rewriter is None:
            raise ProblemError("no-rewriter")
        return answer(rewriter, asked.draft(used.today()))

    @api.post("/feedback")
    @api.input(FeedbackRequest, arg_name="asked")
    @api.output(Kept, description="Kept on this computer.")
    @api.doc(
        operation_id="feedback",
        security="token",
        responses=problems("no-token", "foreign-origin", *CASE_PROBLEMS, *JSON_PROBLEMS),
    )
    def feedback(asked: FeedbackRequest) -> Kept:
        """Keep a case that was marked “not so”."""
        if not live.current().knows(asked.rule):
            raise ProblemError("invalid", {"rule": NO_RULE})
        case = asked.case()
        try:
            cases.add(case)
        except OSError as error:
            log.error("%s: cannot be written: %s", cases.path, error.strerror)
            raise ProblemError("not-kept") from None
        return Kept(sentence=case.sentence)

    @api.get("/status")
    @api.output(Status, description="How the service is.")
    @api.doc(operation_id="status", responses=problems("foreign-origin"))
    def status() -> Status:
        """Say how the service is. Open, without a token."""
        packs = live.current().packs()
        return Status(
            version=__version__,
            packs=[Pack(name=name, rules=rules) for name, rules in packs.items()],
            languages=list(LANGUAGES),
            problem=live.problem,
        )

    @api.post("/pair/start")
    @api.input(PairStart, arg_name="_asked")
    @api.output(PairStarted, description="A request that waits for the person's click.")
    @api.doc(
        operation_id="pairStart", responses=problems("not-an-extension", "many-pairings", *JSON_PROBLEMS)
    )
    def pair_start(_asked: PairStart) -> PairStarted:
        """Begin pairing. Browser extensions only."""
        started = waiting.start(request.headers["Origin"], browser_name(request.user_agent.string))
        if started is None:
            raise ProblemError("many-pairings")
        url = f"{request.host_url}pair?request={started.id}"
        return PairStarted(request=started.id, url=url, expires_in=EXPIRES_IN)

    @api.post("/pair/finish")
    @api.input(PairFinish, arg_name="asked")
    @api.output(Paired, description="Paired.")
    @api.doc(
        operation_id="pairFinish",
        responses=PENDING | problems("not-an-extension", "pairing-over", *JSON_PROBLEMS),
    )
    def pair_finish(asked: PairFinish) -> Paired | Response:
        """Collect the token, once. Browser extensions only."""
        found = waiting.finish(asked.request, request.headers["Origin"])
        if found is None:
            raise ProblemError("pairing-over")
        if found == "pending":
            pending = jsonify(PairPending().model_dump())
            pending.status_code = 202
            return pending
        return Paired(token=store.add(found.origin, found.browser))

    return api

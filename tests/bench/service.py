"""The running service: start-up, memory, and answers over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from tests.bench.checks import ALL_TEXTS

REQUESTS = 2000


@dataclass(frozen=True)
class ServiceFigures:
    """Seconds to the first answer, resident MiB after the run, milliseconds per request."""

    start_seconds: float
    memory_mib: float
    p50_ms: float
    p99_ms: float


def measure() -> ServiceFigures:
    """Start the real service on a free port, pair as the try-out page does, and ask it 2,000 times."""
    with tempfile.TemporaryDirectory() as home:
        started = perf_counter()
        service = subprocess.Popen(
            [str(Path(sys.executable).with_name("tonfall")), "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"TONFALL_HOME": home},
        )
        try:
            assert service.stdout is not None
            port = next(int(m[1]) for line in service.stdout if (m := re.search(r"127\.0\.0\.1:(\d+)", line)))
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/v1/status")
            connection.getresponse().read()
            start_seconds = perf_counter() - started
            times = _ask(connection, port)
            memory = _resident_mib(service.pid)
        finally:
            service.terminate()
            service.wait(10)
    steps = quantiles(times, n=100)
    return ServiceFigures(start_seconds, memory, steps[49] * 1000, steps[98] * 1000)


def _ask(connection: http.client.HTTPConnection, port: int) -> list[float]:
    connection.request("GET", "/")
    page = connection.getresponse().read().decode()
    token = re.search(r'name="tonfall-token" content="([^"]+)"', page)
    assert token, "the try-out page carries no token"
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {token[1]}",
        "Origin": f"http://127.0.0.1:{port}",
    }
    times = []
    for number in range(REQUESTS + 100):
        text = ALL_TEXTS[number % len(ALL_TEXTS)].replace(". ", f" {number}. ")
        body = json.dumps({"text": text}).encode()
        started = perf_counter()
        connection.request("POST", "/v1/check", body, headers)
        response = connection.getresponse()
        answer = response.read()
        if number >= 100:
            times.append(perf_counter() - started)
        assert response.status == 200, answer
    return times


def _resident_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")

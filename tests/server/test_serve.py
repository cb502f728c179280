"""tonfall serve as a person runs it: a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tonfall.web.holder import holder_of

TONFALL = str(Path(sys.executable).with_name("tonfall"))


def environment(home: Path) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("TONFALL")} | {
        "TONFALL_HOME": str(home),
        "PYTHONWARNINGS": "default",
    }


@contextmanager
def serving(home: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    process = subprocess.Popen(
        [TONFALL, "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(home),
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.fullmatch(r"Tonfall listens on http://127\.0\.0\.1:(\d+)\n", line)
        assert found, process.communicate(timeout=20)
        yield process, int(found[1])
    finally:
        process.kill()
        process.wait(10)
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


def status(port: int) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/v1/status")
    answer: dict[str, Any] = json.load(connection.getresponse())
    connection.close()
    return answer


@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGINT])
def test_it_listens_answers_and_ends_cleanly(tmp_path: Path, signal_: signal.Signals) -> None:
    with serving(tmp_path) as (process, port):
        assert status(port)["problem"] is None

        process.send_signal(signal_)
        out, err = process.communicate(timeout=20)

        assert process.returncode == 0
        assert out == ""
        assert err == "tonfall: stopped\n"


def test_only_this_machine_reaches_it(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, port):
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        addresses = {row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{port:04X}")}

        assert addresses == {f"0100007F:{port:04X}"}
        assert process.poll() is None


def test_a_used_port_says_who_holds_it(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, port):
        second = subprocess.run(
            [TONFALL, "serve", "--port", str(port)],
            capture_output=True,
            text=True,
            env=environment(tmp_path),
            timeout=30,
        )

        assert second.returncode == 2
        assert f"Port {port} is taken by Tonfall 0." in second.stderr
        assert f"process {process.pid}" in second.stderr
        assert "--port 0" in second.stderr
        assert second.stdout == ""


def test_a_port_held_by_something_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        holder = holder_of(other.getsockname()[1])

    assert f"process {os.getpid()}" in holder
    assert "Tonfall" not in holder


def test_a_configuration_that_is_not_there(tmp_path: Path) -> None:
    run = subprocess.run(
        [TONFALL, "serve", "--port", "0", "--config", str(tmp_path / "none.yaml")],
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        timeout=30,
    )

    assert run.returncode == 2
    assert "--config names" in run.stderr
    assert "there is no such file" in run.stderr


def test_a_broken_configuration_does_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "tonfall.yaml").write_text("compny: {}\n")

    with serving(tmp_path) as (process, port):
        assert "compny" in status(port)["problem"]
        process.terminate()
        _, err = process.communicate(timeout=20)

        assert f"{tmp_path / 'tonfall.yaml'}:1: compny is not a setting" in err


def test_a_changed_configuration_is_logged_once(tmp_path: Path) -> None:
    path = tmp_path / "tonfall.yaml"
    path.write_text("competitors: [A]\n")

    with serving(tmp_path) as (process, port):
        path.write_text("competitors: A\n")
        deadline = time.monotonic() + 2
        while status(port)["problem"] is None and time.monotonic() < deadline:
            time.sleep(0.1)
        assert status(port)["problem"].startswith(f"{path}:1: ")
        process.terminate()
        _, err = process.communicate(timeout=20)

        assert [line.split(": ")[1] for line in err.splitlines()] == [
            "configuration kept as it was",
            "stopped",
        ]

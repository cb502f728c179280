"""Who holds a port: the program's name and number where the system tells, else what answers there."""

from __future__ import annotations

import http.client
import json
import os
from pathlib import Path


def holder_of(port: int) -> str:
    """In words that fit after "taken by"."""
    process = _process(port)
    tonfall = _tonfall(port)
    if process and tonfall:
        return f"{tonfall} ({process})"
    return process or tonfall or "another program"


def _process(port: int) -> str | None:
    """Linux: the listening socket's inode is in /proc/net/tcp, and its holder has it among its files."""
    try:
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    except OSError:
        return None
    listening = "0A"
    links = {f"socket:[{row[9]}]" for row in rows if row[3] == listening and row[1].endswith(f":{port:04X}")}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if any(os.readlink(file) in links for file in (folder / "fd").iterdir()):
                return f"{(folder / 'comm').read_text().strip()}, process {folder.name}"
        except OSError:  # another user's, or gone meanwhile
            continue
    return None


def _tonfall(port: int) -> str | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/v1/status")
        return f"Tonfall {json.load(connection.getresponse())['version']}"
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return None
    finally:
        connection.close()

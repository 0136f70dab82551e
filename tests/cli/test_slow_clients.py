"""Clients that never finish what they ask do not keep the site from others."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Command, answer, environment, free_port

IMPATIENT = """
import dataclasses, pathlib, sys
from catalog.cli.patience import PatientWorker
from catalog.cli.site import Site
from catalog.settings import load_settings
PatientWorker.patience = 1.0
settings = load_settings(pathlib.Path(sys.argv[1]))
Site(dataclasses.replace(settings, port=int(sys.argv[2]), workers=1, threads=2)).run()
"""
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "
BODY = b"POST /api/3/action/status_show HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n{"


@pytest.mark.parametrize("begun", [HEAD, BODY])
def test_half_requests_are_given_up(lumbung: Command, folder: Path, begun: bytes) -> None:
    lumbung("init")
    port = free_port()
    command = [sys.executable, "-c", IMPATIENT, str(folder), str(port)]
    with subprocess.Popen(command, env=environment()) as site:
        try:
            answer(f"http://127.0.0.1:{port}/")
            slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]
            for one in slow:
                one.sendall(begun)
            time.sleep(0.5)  # until each holds a thread
            assert answer(f"http://127.0.0.1:{port}/").status == 200
            for one in slow:
                one.close()
        finally:
            site.terminate()

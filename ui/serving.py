"""Start the browser's app on localhost, say where it is, and end with it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser

import click

from settings import PROJECT, Settings
from ui.strings import Strings

START_SECONDS = 60


def serve(settings: Settings, strings: Strings, port: int, *, browser: bool) -> int:
    """Run Streamlit until it ends; return its exit code (0 after Ctrl+C)."""
    other = free_port(port)
    if other != port:
        click.echo(strings("cli.serve_port_taken", port=str(port), other=str(other)))
    address = f"http://localhost:{other}"
    command = [sys.executable, "-m", "streamlit", "run", str(PROJECT / "app.py")]
    options = {"server.port": other, "server.address": "localhost", "server.headless": "true"}
    process = subprocess.Popen(
        [*command, *(f"--{name}={value}" for name, value in options.items())],
        cwd=PROJECT,
        env=os.environ
        | {
            "KAKEHASHI_LIBRARY": str(settings.library),
            "KAKEHASHI_ENCODER": settings.encoder,
            "KAKEHASHI_READER": settings.reader,
            "KAKEHASHI_LANGUAGE": settings.language,
            "KAKEHASHI_THREADS": str(settings.threads),
        },
        stdout=subprocess.DEVNULL,  # its own greeting; ours says the same in the right language
    )
    # Ended from outside (a service manager, a closed terminal): take the app along.
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        if wait_until_up(process, address):
            click.echo(strings("cli.serve_ready", address=address))
            if browser:
                webbrowser.open(address)
        code = process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        return 0
    if code > 0:
        click.echo(strings("cli.serve_failed", code=str(code)), err=True)
    return max(code, 0)


def free_port(wanted: int) -> int:
    """Return `wanted`, or the next port after it that nothing on this machine listens on."""
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    return wanted


def wait_until_up(process: subprocess.Popen[bytes], address: str) -> bool:
    """Return whether the app answers before it ends or START_SECONDS have passed."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):  # noqa: S310 - localhost
                return True
        except OSError:
            time.sleep(0.1)
    return False

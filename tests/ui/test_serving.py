import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from ui.serving import free_port

ROOT = Path(__file__).resolve().parents[2]


def test_a_taken_port_is_passed_over():
    """The next free port is used when another program listens on the wanted one."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) > port


def test_serve_prints_an_address_that_answers_and_ends_with_it(tmp_path):
    """`kakehashi serve` says where the app is; ending the command ends the app."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # A library that is not empty: the samples are read in another test.
    paper = tmp_path / "a.md"
    paper.write_text("# Cables\n\nSubmarine cables carry data.\n", encoding="utf-8")
    command = [sys.executable, "-m", "cli"]
    library = ["--library", str(tmp_path / "library")]
    subprocess.run([*command, "add", *library, str(paper)], cwd=ROOT, check=True)
    served = subprocess.Popen(
        [*command, "serve", *library, "--port", str(port), "--no-browser", "--language", "en"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    try:
        line = served.stdout.readline()
        assert line == f"Kakehashi is at http://localhost:{port} (Ctrl+C ends it).\n"
        with urllib.request.urlopen(f"http://localhost:{port}", timeout=10) as answer:
            assert answer.status == 200
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait(timeout=30)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_an_empty_library_is_filled_with_the_samples():
    """The sample papers and the term base stand where `serve` looks for them."""
    corpus = ROOT / "corpus"
    assert len(list((corpus / "papers").glob("*/*"))) >= 24
    assert (corpus / "terms.csv").is_file()

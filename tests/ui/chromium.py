"""The app and a real Chromium, for the tests and for the pictures of the README.

`python -m tests.ui.chromium LIBRARY` takes the pictures of docs/images anew.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Error, expect

import encoder
from catalog import Catalog
from index import Index
from topics.scores import keep_up
from ui.strings import topics

BROWSER = [  # marks of a module that opens pages
    pytest.mark.browser,
    pytest.mark.skipif(
        shutil.which("chromium") is None, reason="chromium is not installed: see system-packages"
    ),
]
ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "tests" / "output"  # not committed
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Streamlit says that it has finished before the last of it is on the page: parts whose scripts are
# still to be loaded have a skeleton each, and our own script runs when its turn comes.
READY = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app?.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('h1, .k-passage, .k-notice')
    && window.kakehashiStop && !document.querySelector('[data-testid="stSkeleton"]');
}"""
# What was drawn last may still be filled in.
STILL = """() => new Promise((done) => {
  let timer = 0;
  const observer = new MutationObserver(() => wait());
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { observer.disconnect(); done(); }, 250);
  };
  observer.observe(document.body, {subtree: true, childList: true, characterData: true});
  wait();
})"""
# What a page is expected to show may take as long as a click may: Streamlit draws it in pieces.
expect.set_options(timeout=30_000)
# What is searched for, and the paper that is then opened (a PDF of the sample library).
PICTURES = {
    "en": ("freedom of navigation", "Freedom of Navigation as a Legal Argument"),
    "ja": ("航行の自由", "法的主張としての航行の自由"),
}


@contextmanager
def running(library: Path, reader: str = "public", script: Path = ROOT / "app.py") -> Iterator[str]:
    """Run the app on a free port, as `kakehashi serve` does; yield its address."""
    with socket.socket() as found:
        found.bind(("localhost", 0))
        port = found.getsockname()[1]
    settings = {
        "KAKEHASHI_LIBRARY": str(library),
        "KAKEHASHI_READER": reader,
        "KAKEHASHI_LANGUAGE": "en",
        "KAKEHASHI_THREADS": "1",
    }
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("w+b") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", str(script)),
                *("--server.address=localhost", f"--server.port={port}", "--server.headless=true"),
            ],
            env=os.environ | settings,
            cwd=folder,
            stdout=log,
            stderr=log,
        )
        try:
            while True:
                try:
                    urllib.request.urlopen(f"http://localhost:{port}/_stcore/health").close()
                    break
                except OSError:
                    log.seek(0)
                    assert process.poll() is None, log.read().decode()
                    time.sleep(0.1)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def browser():
    """Yield Debian's Chromium; Playwright's own is not needed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        _keep_pictures(opened)
        yield opened
        for context in opened.contexts:
            context.close()
        opened.close()


def _keep_pictures(opened) -> None:
    """Leave a picture of each page as its test left it, for a person to look at."""
    new_context = opened.new_context

    def watched(**options):
        context = new_context(**options)
        close = context.close

        def closing() -> None:
            test = os.environ.get("PYTEST_CURRENT_TEST", "")
            name = re.sub(r"[^\w-]+", "-", test.partition(" (")[0].rpartition("/")[2])
            for number, page in enumerate(context.pages if name else []):
                with suppress(Error):  # a page that a test has broken on purpose
                    page.screenshot(path=OUTPUT / f"{name}-{number}.png", timeout=5_000)
            close()

        context.close = closing
        return context

    opened.new_context = watched


def is_ours(line) -> bool:
    """Whether a line of the console is an error, and not Streamlit's looking for its own server."""
    return line.type == "error" and "/_stcore/" not in line.location["url"]


@contextmanager
def visits(
    chromium,
    base: str = "",
    *,
    height: int = 900,
    permissions: Sequence[str] = (),
    prepare: Callable[..., object] = lambda page: None,
):
    """Yield a function that opens an address below `base` in a context of its own and waits until
    the page stands still.  Errors of scripts and on the console fail the test.

    `prepare` is given each page before it goes anywhere.
    """
    problems: list[str] = []
    contexts = []

    def go(address: str = "/", width: int = 1200, height: int = height, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.grant_permissions(list(permissions))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if is_ours(line) else None)
        prepare(page)
        page.goto(f"{base}{address}")
        settle(page)
        return page

    yield go
    for context in contexts:
        context.close()
    assert problems == []


def settle(page) -> None:
    """Wait until the app has answered and the page stands still."""
    page.wait_for_timeout(300)
    page.wait_for_function(READY)
    page.evaluate(STILL)
    page.wait_for_function(READY)


def take_pictures(library: Path, folder: Path) -> None:
    """Write search-, document- and map-LANGUAGE.png, as a first visitor sees them."""
    folder.mkdir(parents=True, exist_ok=True)
    with running(library) as address, browser() as chromium:
        for language, (query, title) in PICTURES.items():
            page = chromium.new_context(
                viewport={"width": 1200, "height": 860}, device_scale_factor=1.25
            ).new_page()
            page.goto(f"{address}/?q={quote(query)}&ui={language}")
            page.locator(".k-passage").first.wait_for(timeout=60_000)
            settle(page)
            _shoot(page, folder / f"search-{language}.png")
            heading = page.locator("[class*=st-key-k-title-]", has_text=title)
            found = page.locator("[class*=st-key-k-hit-]").filter(has=heading)
            found.locator("[class*=st-key-k-row-] a").first.click()
            page.locator(".k-sheet .k-box").first.wait_for()
            page.wait_for_timeout(1500)  # the page scrolls to its passage
            _shoot(page, folder / f"document-{language}.png")
            page.goto(f"{address}/map?ui={language}")
            page.locator(".js-plotly-plot .legendtext").first.wait_for()
            settle(page)
            _shoot(page, folder / f"map-{language}.png")


def _shoot(page, path: Path) -> None:
    from PIL import Image

    page.mouse.move(5, 850)
    page.screenshot(path=path)
    # A page of text needs few colours: a third of the size.
    Image.open(path).convert("RGB").quantize(160, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


def encoded(stored: Path, folder: Path) -> Path:
    """Copy a stored library to `folder` and encode it anew with the bundled encoder."""
    shutil.copytree(stored, folder, ignore=shutil.ignore_patterns("index"))
    with Catalog.open(folder) as catalog:
        for fingerprint in catalog.vector_fingerprints():
            catalog.drop_vectors(fingerprint)
        index = Index.open(catalog, encoder.load("bundled", threads=1))
        index.update()
        keep_up(index, topics())
    return folder


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]).resolve(), ROOT / "docs" / "images")

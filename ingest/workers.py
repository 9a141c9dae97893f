"""Reading in other processes, so that no file can hang or kill the one that asks.

Each worker is a Python of its own (`python -c`, not multiprocessing, which would run the main
module again in every worker: in the browser's door that is the whole app) that answers pickled
requests on its standard input.  The kernel enforces the limits: a timer signal ends a worker that
takes too long, even inside C code, and a resource limit fails allocations.  A worker that ended
is replaced; what it was reading becomes a ReadError.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Self

from catalog.records import Language
from errors import KakehashiError, ReadError
from ingest import messages  # noqa: F401 - the codes raised here must be explainable
from ingest.readers.base import Source
from ingest.reading import Reading, read_file

_ROOT = Path(__file__).resolve().parent.parent
_MEBIBYTE = 1 << 20
_RECYCLED_AFTER = 200  # files; libraries leak


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take.

    A file may take `seconds`, and `seconds_per_mebibyte` of its size on top, until its next page
    is done: a paper of 1,000 pages has its time page by page, and OCR of a page, which limits
    itself, has more; one that hangs has it once.  `total_seconds` bounds the whole.  `memory` is
    in bytes of data that a worker may hold.  Both need a POSIX system, memory also Linux.
    """

    seconds: float = 60
    seconds_per_mebibyte: float = 5
    total_seconds: float = 4 * 3600
    memory: int = 2 << 30


def default_count() -> int:
    """Return how many workers read at once: one a processor, at most four."""
    allowed = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    return min(4, allowed or 1)


class Workers:
    """A pool of reading processes; a context manager.

    Processes start with the first files and end with the block, also in the middle of a file.
    """

    def __init__(self, count: int | None = None, limits: Limits | None = None) -> None:
        self.count = count or default_count()
        self._limits = limits or Limits()
        self._own = threading.local()  # a thread for each worker waits for its answers
        self._all: list[_Worker] = []
        self._threads = ThreadPoolExecutor(self.count, "ingest")
        self._closed = False

    def submit(self, source: Source, language: Language | None = None) -> Future[Reading]:
        """Read a file; the future raises ReadError when it cannot be read within the limits."""
        return self._threads.submit(self._ask, source, language)

    def _ask(self, source: Source, language: Language | None) -> Reading:
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None or worker.spent:
            worker = _Worker(self._limits)
            self._own.worker = worker
            self._all = [other for other in self._all if not other.spent] + [worker]
        if self._closed:
            worker.kill()
        return worker.ask(source, language)

    def close(self) -> None:
        """End all workers, also in the middle of a file, and wait until they are gone."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._all:
            worker.kill()
        self._threads.shutdown(wait=True)
        for worker in self._all:
            worker.bury()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Worker:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._files = 0
        self._faults = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `stop`
        path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
        self._process = subprocess.Popen(
            # -P: a folder called "ingest" in the working directory must not be taken for ours.
            [sys.executable, "-P", "-c", f"from {__name__} import serve; serve({limits.memory})"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._faults,
            env={**os.environ, "PYTHONPATH": path, "OMP_THREAD_LIMIT": "1"},
            start_new_session=True,  # Ctrl-C is for the parent; and to end its children with it
        )
        self.spent = False

    def ask(self, source: Source, language: Language | None) -> Reading:
        limits = self._limits
        seconds = limits.seconds + limits.seconds_per_mebibyte * _size(source.path) / _MEBIBYTE
        try:
            stdin, answers = _pipes(self._process)
            pickle.dump((source, language, seconds, limits.total_seconds), stdin)
            stdin.flush()
            answer: Reading | KakehashiError = pickle.load(answers)  # noqa: S301 - our own process
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            raise self._obituary(source, seconds) from error
        self._files += 1
        if self._files >= _RECYCLED_AFTER or (
            not isinstance(answer, Reading) and answer.code == "read-memory"
        ):
            self.kill()
            self.bury()
        if isinstance(answer, Reading):
            return answer
        raise answer

    def _obituary(self, source: Source, seconds: float) -> ReadError:
        """Say why the worker has no answer; it is replaced for the next file."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self.kill()
        status = self._process.wait()
        self._faults.seek(0)
        last = self._faults.read()[-4096:].decode("utf-8", "replace").strip().splitlines()[-1:]
        self.bury()
        if status == -signal.SIGALRM:
            return ReadError("read-timeout", path=source.name, seconds=f"{seconds:.0f}")
        ending = signal.Signals(-status).name if status < 0 else f"exit {status}"
        return ReadError("read-crashed", path=source.name, why=": ".join([ending, *last]))

    def kill(self) -> None:
        """End the process and what it started; any thread may."""
        self.spent = True
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def bury(self) -> None:
        """Free what is left of an ended process; for the thread that asked, or when it is done."""
        self._process.wait()
        for file in (self._process.stdin, self._process.stdout, self._faults):
            with contextlib.suppress(OSError):
                if file is not None:
                    file.close()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise OSError
    return process.stdin, process.stdout


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


# -- in the worker -----------------------------------------------------------------------------


def serve(memory: int) -> None:
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not break the answers
    _limit_memory(memory)
    while True:
        try:
            source, language, seconds, total = pickle.load(sys.stdin.buffer)  # noqa: S301 - parent
        except EOFError:
            return
        begin = time.monotonic()
        with _alarm(seconds, total) as more_time:
            try:
                reading = read_file(replace(source, more_time=more_time), language)
                data = pickle.dumps(replace(reading, seconds=time.monotonic() - begin))
            except KakehashiError as error:
                data = pickle.dumps(error)
            except MemoryError:
                limit = f"{memory // _MEBIBYTE:,} MiB"
                data = pickle.dumps(ReadError("read-memory", path=source.name, limit=limit))
        answers.write(data)
        answers.flush()


def _limit_memory(limit: int) -> None:
    """Make allocations beyond `limit` bytes fail; files that are mapped do not count."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextlib.contextmanager
def _alarm(seconds: float, total: float) -> Iterator[Callable[..., None]]:
    """Have the kernel end this process unless the block ends, or calls what it gets, in time.

    The handler is the kernel's own, so that neither C code nor a held lock can delay it.
    """
    end = time.monotonic() + total

    def more_time(wanted: float = 0.0) -> None:
        left = min(max(seconds, wanted), end - time.monotonic())
        signal.setitimer(signal.ITIMER_REAL, max(left, 0.001))

    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    more_time()
    try:
        yield more_time
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)

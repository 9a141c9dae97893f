"""The MeCab user dictionary: terms of the term base as words of their own.

UniDic splits 経済安全保障 in three and 太平洋 in two.  A term gets one entry, as a common noun,
whose cost is what UniDic's own best split of the term costs, less a margin: so it wins over that
split wherever it stands, and disturbs its neighbours no more than it must.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import language.messages  # noqa: F401  (registers the messages raised here)
from errors import MissingError
from language.folding import modern
from language.script import CJK

# What stands, in the text that MeCab is given, for each word in letters and each number.  No other
# letter or digit is in that text.  Being a noun and a numeral, they leave the words around them
# what they are.
LATIN, NUMBER = "X", "0"

_FORMAT = "4"  # raise when the entries are written differently
_TERM = re.compile(f"[{CJK}・=]*[{CJK}][{CJK}・=]*")
_LONGEST = 40  # characters; MeCab's costs are 16 bits and no term needs more


def dicdir() -> str:
    import unidic_lite

    return str(unidic_lite.DICDIR)


def tagger(*options: str) -> Any:
    """Return a fugashi tagger over unidic-lite with MeCab's command-line `options`.

    `MissingError` when MeCab cannot load a dictionary.
    """
    import fugashi

    common = ["-r", os.devnull, "-d", dicdir(), "--output-format-type=", "--eos-format="]
    try:
        return fugashi.GenericTagger(shlex.join([*common, *options]), quiet=True)
    except RuntimeError as error:
        why = " ".join(str(error).split()).rstrip(".")
        raise MissingError("mecab-not-loaded", why=why or "MeCab") from error


def usable(terms: Iterable[str]) -> list[str]:
    """Return the terms that can be entries, in modern writing, sorted, each once.

    Terms with Latin letters, digits or spaces are left out: their parts are words already.
    """
    shaped = {modern(term.strip()) for term in terms}
    return sorted(t for t in shaped if 1 < len(t) <= _LONGEST and _TERM.fullmatch(t))


def split(terms: Iterable[str]) -> dict[str, tuple[tuple[str, ...], int]]:
    """Return, for each term, the words that UniDic alone splits it into, and the cost of that.

    The cost is of the words and the connections between them, not of the text's start and end.
    """
    form = r"%m\t%pC\t%pc\n"  # surface, cost of the connection before, cost up to here
    plain = tagger(f"--node-format={form}", f"--unk-format={form}")
    found = {}
    for term in terms:
        nodes = [line.split("\t") for line in plain.parse(term).split("\n")]
        cost = int(nodes[-1][2]) - int(nodes[0][1])
        found[term] = tuple(surface for surface, *_ in nodes), cost
    return found


def compiled(terms: Iterable[str], folder: Path | None) -> tuple[Path, Path | None]:
    """Return the user dictionary of `terms` and the temporary folder to remove after use.

    It is kept in `folder` under the hash of its terms, and made when it is not there.
    `MissingError` when it cannot be made.
    """
    from unidic_lite import unidic

    terms = list(terms)
    key = hashlib.sha256("\n".join([_FORMAT, unidic.VERSION, *terms]).encode()).hexdigest()[:16]
    temporary = None
    try:
        if folder is None:
            folder = temporary = Path(tempfile.mkdtemp(prefix="kakehashi-words-"))
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"terms-{key}.dic"
        if not path.exists():
            _compile(_entries(terms), path)
    except (OSError, subprocess.SubprocessError) as error:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)
        why = str(getattr(error, "stderr", "") or error).strip().rstrip(".。")
        raise MissingError(
            "dictionary-not-compiled", count=len(terms), path=str(folder), why=why
        ) from error
    return path, temporary


def _entries(terms: list[str]) -> list[str]:
    """Return the lines of the dictionary source: surface, left id, right id, cost, features.

    The features go as far as the lemma, since fugashi crashes where a feature that the output
    format names is not there.
    """
    noun, number = _context_ids("名詞,普通名詞,一般,*,*,*,*,*,漢", "名詞,数詞,*,*,*,*,*,*,*")
    lines = [
        f"{LATIN},{noun},{noun},-10000,名詞,普通名詞,一般,*,*,*,*,*",
        f"{NUMBER},{number},{number},-10000,名詞,数詞,*,*,*,*,*,*",
    ]
    for term, (words, cost) in split(terms).items():
        if len(words) > 1:
            # The square makes one long term cheaper than two terms it is made of.  With these
            # numbers 3,800 of 3,808 placements of the corpus's terms are one word.
            margin = 700 * len(term) + 150 * len(term) ** 2
            cheaper = max(-30000, min(30000, cost - margin))
            lines.append(f"{term},{noun},{noun},{cheaper},名詞,普通名詞,一般,*,*,*,*,{term}")
    return lines


def _context_ids(*features: str) -> list[int]:
    """Return the connection ids of parts of speech (unidic-lite's left and right ids agree)."""
    text = Path(dicdir(), "left-id.def").read_text("utf-8")
    ids = {name: int(number) for number, name in (line.split(" ", 1) for line in text.splitlines())}
    return [ids[feature] for feature in features]


def _compile(entries: list[str], path: Path) -> None:
    # In a process of its own: MeCab's compiler writes progress to stdout, and ends the process
    # when something is wrong.
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        source, made = Path(folder, "terms.csv"), Path(folder, "terms.dic")
        source.write_text("\n".join(entries) + "\n", "utf-8")
        options = ["-d", dicdir(), "-u", str(made), "-f", "utf8", "-t", "utf8", str(source)]
        code = "import sys, fugashi; fugashi.build_dictionary(sys.argv[1])"
        command = [sys.executable, "-c", code, shlex.join(["mecab-dict-index", *options])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode or not made.exists():
            raise subprocess.CalledProcessError(
                done.returncode, "mecab-dict-index", stderr=done.stderr.strip()[-300:]
            )
        made.replace(path)

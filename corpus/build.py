"""Build `corpus/papers/` from `corpus/sources/`: `python -m corpus.build [--all]`.

`built.tsv` keeps, for each built file, its checksum and the checksum of what it was built from,
so that only stale files are built again: some formats carry random keys or today's engine, and
history keeps every copy of a binary.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus import facsimile, office, plaintext, qrels, typeset, vertical
from corpus.source import Edition, editions

ROOT = Path(__file__).parent
SOURCES, PAPERS, LEDGER = ROOT / "sources", ROOT / "papers", ROOT / "built.tsv"

LAYOUTS: dict[str, Callable[[Edition], bytes]] = {
    "paper": typeset.pdf,
    "report": typeset.pdf,
    "columns": typeset.pdf,
    "vertical": vertical.pdf,
    "unembedded": facsimile.unembedded,
    "scan": facsimile.scan,
    "locked": facsimile.locked,
    "docx": office.docx,
    "pptx": office.pptx,
    "html": plaintext.html,
    "markdown": plaintext.markdown,
    "shift-jis": plaintext.shift_jis,
}
# Keys of `document.toml` that speak to the builder; all others go into `paper.toml`.
FOR_DOCUMENT = {"metadata", "editions"}
FOR_EDITION = {
    "source", "layout", "built", "byline", "printed_date", "running", "password",
}  # fmt: skip


def build(*, everything: bool = False) -> list[Path]:
    """Build what is stale, and return the files written."""
    ledger = read_ledger()
    fresh: dict[str, tuple[str, str]] = {}
    written: list[Path] = []
    for folder in sorted(path for path in SOURCES.iterdir() if path.is_dir()):
        found = editions(folder)
        target = PAPERS / folder.name
        target.mkdir(parents=True, exist_ok=True)
        for edition in found:
            path, key = target / edition.name, f"{folder.name}/{edition.name}"
            inputs = inputs_checksum(edition)
            if everything or not path.is_file() or ledger.get(key, ("", ""))[1] != inputs:
                path.write_bytes(LAYOUTS[edition.layout](edition))
                written.append(path)
            fresh[key] = (checksum(path.read_bytes()), inputs)
        for name, text in metadata_files(found).items():
            (target / name).write_text(text, encoding="utf-8")
    lines = [f"{key}\t{built}\t{inputs}" for key, (built, inputs) in sorted(fresh.items())]
    LEDGER.write_text("\n".join(["file\tbuilt\tinputs", *lines, ""]), encoding="utf-8")
    return written


def checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def inputs_checksum(edition: Edition) -> str:
    """Of everything that an edition says: its text, and what document.toml states of it."""
    document = {key: value for key, value in edition.document.items() if key != "editions"}
    stated = json.dumps([document, edition.stated], ensure_ascii=False, sort_keys=True, default=str)
    return checksum(edition.source.read_bytes() + stated.encode())


def read_ledger() -> dict[str, tuple[str, str]]:
    """`folder/name` -> (checksum of the built file, checksum of its inputs)."""
    if not LEDGER.is_file():
        return {}
    rows = [line.split("\t") for line in LEDGER.read_text(encoding="utf-8").splitlines()[1:]]
    return {key: (built, inputs) for key, built, inputs in rows}


def metadata_files(found: list[Edition]) -> dict[str, str]:
    """What stands beside the editions: a full sidecar; or one that states only the document's id,
    with the rest in Zotero's export ("ris") or in the file itself ("file")."""
    document = found[0].document
    metadata = document.get("metadata", "paper.toml")
    if metadata == "paper.toml":
        return {"paper.toml": sidecar(found)}
    files = {"paper.toml": f"id = {toml(document['id'])}\n"}
    if metadata == "ris":
        files[f"{document['id']}.ris"] = zotero(found)
    return files


def sidecar(found: list[Edition]) -> str:
    """`paper.toml` as an editor would write it."""
    document = found[0].document
    plain_keys = {
        key: value
        for key, value in document.items()
        if key not in FOR_DOCUMENT and not isinstance(value, dict)
    }
    lines = [f"{key} = {toml(value)}" for key, value in plain_keys.items()]
    for key, table in document.items():
        if key not in FOR_DOCUMENT and isinstance(table, dict):
            lines += ["", f"[{key}]", *(f"{name} = {toml(value)}" for name, value in table.items())]
    for edition in found:
        lines += ["", f'[editions."{edition.name}"]']
        if password := edition.stated.get("password"):
            lines.append(f'# Opens with the password "{password}".')
        lines += [
            f"{name} = {toml(value)}"
            for name, value in edition.stated.items()
            if name not in FOR_EDITION
        ]
        if "organisation" in edition.stated:  # a translation: the authors' names are, too
            lines.append(f"authors = [{{ family = {toml(edition.printed('byline'))} }}]")
    return "\n".join([*lines, ""])


def toml(value: Any) -> str:
    """A TOML value; JSON's strings are TOML's basic strings."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return str(value)  # a date


def zotero(found: list[Edition]) -> str:
    """The RIS file that Zotero exports for a collection with the editions in it."""
    records = []
    for edition in found:
        year, month = edition.stated["built"].split("-")[:2]
        fields = [
            ("TY", "RPRT"),
            ("TI", edition.paper.title),
            ("AU", edition.printed("byline")),
            ("AB", edition.stated["abstract"]),
            ("CN", edition.document["id"]),
            ("DA", f"{year}/{month}//"),
            ("PY", year),
            ("LA", edition.language),
            ("PB", edition.printed("organisation")),
            ("M3", typeset.kind_name(edition)),
            *(("KW", topic) for topic in edition.document["topics"]),
            ("L1", edition.name),
            ("ER", ""),
        ]
        records.append("\n".join(f"{tag}  - {value}" for tag, value in fields))
    return "\n\n".join(records) + "\n\n"


if __name__ == "__main__":
    for path in build(everything="--all" in sys.argv[1:]):
        print(f"{path.relative_to(ROOT.parent)}  {path.stat().st_size:,} bytes")
    qrels.QRELS.write_text(qrels.qrels(), encoding="utf-8")

"""A library of papers on a few subjects, whose words the encoder knows; see `tests.index`."""

import pytest

import encoder
import ingest
from catalog import Catalog
from catalog.records import Level, Outcome, Reader
from index import Index
from ingest.terms import read_terms
from settings import PROJECT
from tests.index.conftest import Library, library, public, staff
from topics.build import build
from topics.scores import keep_up
from topics.taxonomy import Topic, load
from ui.strings import TOPICS

__all__ = ["library", "public", "sampled", "shelf", "staff"]

EN = {
    "sea": "The sea is wide, and whoever looks at the sea from a lighthouse sees sea number {n}"
    " and nothing else until the evening.",
    "law": "The law is long, and whoever reads the law in a chamber finds law number {n} and"
    " nothing else until the evening comes.",
    "trade": "The trade is old, and whoever follows the trade through a market counts trade"
    " number {n} and nothing else until the evening.",
    "cyber": "The cyber office is new, and whoever enters the cyber office by a terminal meets"
    " cyber rule number {n} and nothing else.",
}
JA = {
    "sea": "海は広く、灯台から海を眺める者は、日が暮れるまで第{n}の海のほかに何も見ることがない。とても静かである。",
    "law": "法は長く、議場で法を読む者は、日が暮れるまで第{n}の法のほかに何も見つけることがない。とても静かである。",
    "trade": "貿易は古く、市場で貿易を追う者は、日が暮れるまで第{n}の貿易のほかに何も数えることがない。とても静かだ。",
    "cyber": "サイバー室は新しく、端末からサイバー室に入る者は、第{n}のサイバー規則のほかに何にも出会うことがない。",
}
TAXONOMY = (
    Topic("water", "水の上", "On the water", "海のこと。", "The sea."),
    Topic("seas", "海", "Sea", "海。", "The sea.", ("海",), ("sea",), parent="water"),
    Topic("order", "秩序", "Order", "法のこと。", "The law."),
    Topic("laws", "法", "Law", "法。", "The law.", ("法",), ("law",), parent="order"),
    Topic("business", "商い", "Business", "貿易など。", "Trade and more."),
    Topic(
        "trades", "貿易", "Trade", "貿易。", "The trade.", ("貿易",), ("trade",), parent="business"
    ),
    Topic(
        "wires",
        "電線",
        "Wires",
        "サイバー。",
        "Cyber.",
        ("サイバー",),
        ("cyber",),
        parent="business",
    ),
)


class Shelf:
    """Papers by their subject, each with a Japanese and an English edition of some passages."""

    def __init__(self, made: Library) -> None:
        self.library = made
        self.catalog = made.catalog

    def add(self, name: str, subject: str, *, passages: int = 12, languages="ja en", **options):
        """Store a paper; return the ids of its editions."""
        texts = {"ja": JA[subject], "en": EN[subject]}
        start = options.pop("start", 0)
        return [
            self.library.add(
                *(texts[each].format(n=start + n) for n in range(passages)),
                document=name,
                language=each,
                title=f"{name} ({each})",
                path=f"/papers/{name}.{each}",
                **options,
            )
            for each in languages.split()
        ]

    def index(self):
        return self.library.index()


@pytest.fixture
def shelf(library):
    """Four papers on four subjects, in both languages."""
    made = Shelf(library)
    for subject in EN:
        made.add(subject, subject)
    return made


STAFF = Reader(Level.STAFF)
PUBLIC = Reader(Level.PUBLIC)
PAPERS = (
    *("navigation-law", "chokepoints-insurance", "semiconductors", "critical-minerals"),
    *("central-bank-money", "crypto-regulation", "grey-zone-senkaku"),
)


@pytest.fixture(scope="session")
def sampled(tmp_path_factory):
    """Seven of the sample papers with the bundled encoder, their clusters built; the last is for
    staff alone.  Tests that write make a copy.
    """
    folder = tmp_path_factory.mktemp("sampled") / "library"
    papers = [PROJECT / "corpus" / "papers" / name for name in PAPERS]
    with Catalog.open(folder, create=True) as catalog:
        catalog.set_terms(list(read_terms(PROJECT / "corpus" / "terms.csv")))
        report = ingest.add(catalog, papers, workers=2)
        assert report.count(Outcome.FAILED) == 0, report.rows
        index = Index.open(catalog, encoder.load("bundled", threads=1))
        index.update()
        keep_up(index, load(TOPICS))
        build(index)
        index.close()
    return folder

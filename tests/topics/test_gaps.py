"""Topics that one language lacks, and questions that nothing answers."""

import dataclasses

from catalog.records import Language
from tests.topics.conftest import PUBLIC, TAXONOMY, Shelf
from topics import gaps
from topics.view import Topics


def test_topics_of_one_language_alone(library):
    """Two Japanese papers on the sea and none in English are a gap; one of each on the law is
    none.
    """
    made = Shelf(library)
    made.add("sea-1", "sea", languages="ja")
    made.add("sea-2", "sea", languages="ja", start=20)
    made.add("law-1", "law")
    made.add("trade-1", "trade")
    made.add("cyber-1", "cyber")
    topics = Topics.open(made.index(), TAXONOMY, reader=PUBLIC)
    [found] = gaps.one_sided(topics)
    assert (found.node.id, found.japanese, found.english) == ("seas", 2, 0)
    assert found.missing is Language.EN


def test_questions_without_an_answer(library):
    """The sea's question has a passage in Japanese alone; that on money has none."""
    made = Shelf(library)
    made.add("sea-1", "sea", languages="ja")
    made.add("law-1", "law")
    seas, laws = (
        dataclasses.replace(topic, questions_ja=(ja,), questions_en=(en,))
        for topic, ja, en in (
            (TAXONOMY[1], "灯台から海を眺める者", "looks at the sea from a lighthouse"),
            (TAXONOMY[3], "通貨", "money"),
        )
    )
    taxonomy = (TAXONOMY[0], seas, TAXONOMY[2], laws)
    topics = Topics.open(made.index(), taxonomy, reader=PUBLIC)
    money, sea = gaps.unanswered(topics)
    assert (money.node.id, money.languages) == ("laws", (Language.JA, Language.EN))
    assert (sea.node.id, sea.languages) == ("seas", (Language.EN,))
    assert sea.best[Language.JA].passage.document == "sea-1"
    assert sea.question("ja") == "灯台から海を眺める者"

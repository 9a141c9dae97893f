"""What the map draws, without a browser."""

from types import SimpleNamespace

import numpy as np

from topics.view import Node
from ui.strings import Strings
from ui.topics import points

JA, EN = Strings("ja"), Strings("en")


def nodes(*labels: tuple[str, str], named: bool = False):
    found = [
        Node(f"c-{n}", "cluster", ja, en, 5, 1, named=named) for n, (ja, en) in enumerate(labels)
    ]
    return SimpleNamespace(
        shown=lambda kind, depth: found if (kind, depth) == ("cluster", 0) else []
    )


def test_no_two_clusters_are_called_alike():
    """Two words are enough where they differ; else there are more, and a number at last."""
    topics = nodes(
        ("海・法・船", "sea, law, ship"),
        ("海・法・港", "sea, law, port"),
        ("海", "sea"),
        ("海", "sea"),
    )
    assert points.names(topics, JA) == {
        "c-0": "海・法",
        "c-1": "海・法・港",
        "c-2": "海",
        "c-3": "海 (4)",
    }
    assert points.names(topics, EN)["c-1"] == "sea, law, port"


def test_a_given_name_stands_whole():
    """What people named is not cut at its commas."""
    topics = nodes(("海・法・船の話", "Sea, law, and ships"), named=True)
    assert points.names(topics, JA) == {"c-0": "海・法・船の話"}
    assert points.names(topics, EN) == {"c-0": "Sea, law, and ships"}


def test_what_is_circled():
    """In a square, beside it, and in the notch of an L: by hand."""
    places = np.array([[1, 1], [3, 1], [1, 3], [3, 3], [5, 5]], np.float32)
    square = points.within(places, [0, 4, 4, 0], [0, 0, 4, 4])
    assert square.tolist() == [True, True, True, True, False]
    bent = points.within(places, [0, 4, 4, 2, 2, 0], [0, 0, 2, 2, 4, 4])
    assert bent.tolist() == [True, True, True, False, False]

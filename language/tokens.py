from typing import NamedTuple


class Token(NamedTuple):
    """A word as it is matched, and where it stands.

    `start` and `end` are half-open offsets into the text that was analysed, and never empty.
    `form` is internal: it is compared, never shown.  `position` counts the words from 0, with the
    function words that give no token, so that a phrase can be told from scattered words.  A
    compound stands at the position of its first part: 経済安全保障 and 経済 at 0, 安全 at 1,
    保障 at 2, and the next word at 3.
    """

    start: int
    end: int
    form: str
    position: int

import pickle
import string

import pytest

import errors


def test_every_message_takes_the_same_values_in_both_languages():
    """No sentence says in one language what it leaves out in the other."""
    import index
    import ingest

    assert index
    assert ingest
    for code, pair in errors.MESSAGES.items():
        fields = [
            # A value that is a phrase itself comes in two: `choices` and `choices_ja`.
            {name.removesuffix("_ja") for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in pair
        ]
        assert fields[0] == fields[1], code
        assert any("぀" <= c <= "鿿" for c in pair[1]), code


def test_error_survives_the_way_home_from_a_worker():
    """A pickled error explains itself as before."""
    error = errors.NotFoundError("not-found", id="x")
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy)) == (errors.NotFoundError, str(error))
    assert copy.text("ja").startswith("「x」は利用できません")


def test_a_code_has_one_text():
    """Registering a code again with another text is refused."""
    with pytest.raises(ValueError, match="twice"):
        errors.register({"not-found": ("a", "b")})

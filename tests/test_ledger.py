"""The lists of a manifest, kept on the disk while a run lasts."""

import pytest

from translate.errors import OutputError
from translate.ledger import Ledger, Line


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "work" / "ledger.sqlite") as opened:
        yield opened


def test_lists_keep_the_order_in_which_lines_came(ledger):
    ledger.add([Line("split", "b"), Line("other", 1), Line("split", {"a": "Huế"})])
    ledger.add([Line("split", ["a"])])
    for _ in range(2):
        assert list(ledger.as_list("split").read()) == ["b", {"a": "Huế"}, ["a"]]


def test_keys_sort_as_json_sorts_them(ledger):
    names = ["é", "a-1", "a", "a.b", "Z", "\U0001f600", "\uffee"]
    ledger.add(Line("outputs", number, key=name) for number, name in enumerate(names))
    found = list(ledger.as_object("outputs").read())
    assert [name for name, _ in found] == sorted(names)
    assert {name: names[number] for name, number in found} == {name: name for name in names}


def test_lines_of_one_key_are_one_list(ledger):
    ledger.add(Line("terms", text, key=key) for key, text in (("b", "2"), ("a", "1"), ("b", "1")))
    assert list(ledger.as_lists("terms").read()) == [("a", ["1"]), ("b", ["2", "1"])]


def test_list_without_lines_is_known_as_such(ledger):
    ledger.add([Line("left_out tmx", 1)])
    assert (ledger.has("left_out tmx"), ledger.has("left_out moses")) == (True, False)
    assert list(ledger.as_list("left_out moses").read()) == []


def test_file_of_a_killed_run_is_replaced_and_ours_deleted(tmp_path):
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"no database")
    with Ledger(path) as ledger:
        assert not ledger.has("inputs")
        assert path.exists()
    assert not path.exists()


def test_ledger_that_cannot_be_made_is_our_error(tmp_path):
    (tmp_path / "work").write_text("a file")
    with pytest.raises(OutputError, match="make room or permission"):
        Ledger(tmp_path / "work" / "ledger.sqlite")

"""Files that are whole or absent."""

import json
import os

import pytest

from translate.files import (
    LongList,
    LongObject,
    atomic_write,
    json_pieces,
    remove_stale,
    write_json,
    write_text,
)


def test_file_is_replaced_whole(tmp_path):
    path = tmp_path / "deep" / "a.txt"
    write_text(path, "un\n")
    write_text(path, "deux\r\n")
    assert path.read_bytes() == b"deux\r\n"
    assert os.listdir(path.parent) == ["a.txt"]


def test_failed_write_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, "old")
    with pytest.raises(RuntimeError), atomic_write(path) as stream:
        stream.write(b"half")
        msg = "power cut"
        raise RuntimeError(msg)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_json_has_sorted_keys_and_real_letters(tmp_path):
    write_json(tmp_path / "a.json", {"b": "Huế", "a": 1})
    assert (tmp_path / "a.json").read_text("utf-8") == '{\n  "a": 1,\n  "b": "Huế"\n}\n'


ITEMS = [{"b": ["Huế\n", {}], "a": None}, [], "x", 1.5]
PAIRS = [("a", {"z": 1, "y": [2]}), ("é", []), ("ü", "\u2028")]
LONG_VALUES = [
    (LongList(lambda: ITEMS), ITEMS),
    (LongObject(lambda: PAIRS), dict(PAIRS)),
    (LongList(list), []),
    (LongObject(list), {}),
    (
        {"b": {"d": LongList(lambda: ITEMS), "c": {"e": {}}}, "a": LongObject(lambda: PAIRS)},
        {"b": {"d": ITEMS, "c": {"e": {}}}, "a": dict(PAIRS)},
    ),
    ({"b": ITEMS, "a": {}}, {"a": {}, "b": ITEMS}),
]


@pytest.mark.parametrize(("long", "held"), LONG_VALUES)
@pytest.mark.parametrize(("indent", "separators"), [(None, (",", ":")), (2, None)])
def test_what_is_long_is_the_same_json_as_what_is_held_in_memory(long, held, indent, separators):
    expected = json.dumps(
        held, ensure_ascii=False, sort_keys=True, indent=indent, separators=separators
    )
    assert "".join(json_pieces(long, indent)) == expected


def test_long_list_is_written_item_by_item():
    pieces = json_pieces({"a": LongList(lambda: iter(range(10**9)))})
    assert [next(pieces) for _ in range(6)] == ["{", '"a":', "[", "0", ",", "1"]


def test_stale_files_go_by_pattern_only(tmp_path):
    for name in ("keep.md", "old.md", ".old.md.7.partial", "user.txt"):
        (tmp_path / name).write_text("")
    gone = remove_stale(tmp_path, ("*.md",), {"keep.md"})
    assert [path.name for path in gone] == [".old.md.7.partial", "old.md"]
    assert sorted(os.listdir(tmp_path)) == ["keep.md", "user.txt"]

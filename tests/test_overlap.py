"""Work ahead in a thread: in order, bounded, its errors told, its end awaited."""

import threading
import time

import pytest

from translate.overlap import Clock, working_ahead


def one(_):
    return 1


@pytest.mark.parametrize("count", [0, 1, 3, 200])
def test_items_come_in_their_order(count):
    with working_ahead(range(count), one, limit=5, clock=Clock()) as ahead:
        assert list(ahead) == list(range(count))


def test_no_more_is_made_ahead_than_the_limit_and_one():
    made = []

    def items():
        for item in range(100):
            made.append(item)
            yield item

    with working_ahead(items(), lambda item: 10, limit=30, clock=Clock()) as ahead:
        assert next(ahead) == 0
        time.sleep(0.2)
        assert len(made) <= 5
        assert list(ahead) == list(range(1, 100))


def test_error_comes_where_its_item_would_have_come():
    def items():
        yield 1
        raise ValueError("the second")

    with working_ahead(items(), one, limit=5, clock=Clock()) as ahead:
        assert next(ahead) == 1
        with pytest.raises(ValueError, match="the second"):
            next(ahead)


def test_thread_ends_with_the_block_though_items_are_left():
    before = threading.active_count()
    with working_ahead(iter(int, 1), one, limit=5, clock=Clock()) as ahead:
        assert next(ahead) == 0
    assert threading.active_count() == before


def test_processor_time_of_the_thread_is_counted():
    clock = Clock()
    with working_ahead([sum(range(2_000_000))], one, limit=5, clock=clock) as ahead:
        list(ahead)

    def busy():
        yield sum(range(3_000_000))

    with working_ahead(busy(), one, limit=5, clock=clock) as ahead:
        list(ahead)
    assert clock.seconds > 0.005

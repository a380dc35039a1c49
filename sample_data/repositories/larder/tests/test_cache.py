import pytest
from larder import Cache, LeastFrequent


def filled(**more):
    cache = Cache(3, **more)
    for number, key in enumerate("abc"):
        cache.put(key, number)
    return cache


def test_what_was_not_used_goes_first():
    cache = filled()
    cache.get("a")
    cache.put("d", 3)
    assert "b" not in cache
    assert "a" in cache


def test_putting_a_key_again_counts_as_use():
    cache = filled()
    cache.put("a", 9)
    cache.put("d", 3)
    assert cache.get("a") == 9
    assert "b" not in cache


def test_a_full_cache_takes_a_new_value_of_an_old_key_without_loss():
    cache = filled()
    cache.put("b", 7)
    assert len(cache) == 3
    assert cache.stats.evictions == 0


def test_the_least_frequent_goes_where_that_is_the_policy():
    cache = filled(policy=LeastFrequent())
    for key in "aac":
        cache.get(key)
    cache.put("d", 3)
    assert "b" not in cache


def test_among_equals_the_first_goes():
    cache = filled(policy=LeastFrequent())
    cache.put("d", 3)
    assert "a" not in cache


def test_a_capacity_of_nothing_is_refused():
    with pytest.raises(ValueError, match="capacity of 0"):
        Cache(0)


def test_a_capacity_of_one_holds_one():
    cache = Cache(1)
    cache.put("a", 1)
    cache.put("b", 2)
    assert len(cache) == 1
    assert cache.get("b") == 2

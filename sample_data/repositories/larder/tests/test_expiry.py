from larder import Cache


def test_an_entry_is_gone_when_its_time_is_over(clock):
    cache = Cache(3, keep=10, clock=clock)
    cache.put("a", 1)
    clock.now += 9
    assert "a" in cache
    clock.now += 1
    assert "a" not in cache


def test_a_renewed_entry_lives_on(clock):
    cache = Cache(3, keep=10, clock=clock)
    cache.put("a", 1)
    clock.now += 8
    cache.put("a", 2)
    clock.now += 8
    assert cache.get("a") == 2


def test_purge_says_how_many_went(clock):
    cache = Cache(3, keep=10, clock=clock)
    cache.put("a", 1)
    cache.put("b", 2)
    clock.now += 5
    cache.put("c", 3)
    clock.now += 5
    assert cache.purge() == 2
    assert cache.purge() == 0


def test_an_expired_entry_makes_room(clock):
    cache = Cache(2, keep=10, clock=clock)
    cache.put("a", 1)
    clock.now += 6
    cache.put("b", 2)
    clock.now += 6
    cache.put("c", 3)
    assert cache.stats.evictions == 0
    assert "b" in cache


def test_without_a_time_entries_stay(clock):
    cache = Cache(2, clock=clock)
    cache.put("a", 1)
    clock.now += 10**9
    assert "a" in cache

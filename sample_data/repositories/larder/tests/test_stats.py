from larder import Cache, Stats


def test_hits_and_misses_are_counted():
    cache = Cache(2)
    cache.put("a", 1)
    cache.get("a")
    cache.get("x")
    assert (cache.stats.hits, cache.stats.misses) == (1, 1)


def test_the_ratio_is_a_share():
    stats = Stats()
    for _ in range(3):
        stats.hit()
    stats.missed()
    assert stats.ratio == 0.75
    assert stats.line() == "3 of 4 found (75 %), 0 evicted"


def test_the_ratio_of_nothing_is_nothing():
    assert Stats().ratio == 0.0
    assert Stats().line() == "0 of 0 found (0 %), 0 evicted"

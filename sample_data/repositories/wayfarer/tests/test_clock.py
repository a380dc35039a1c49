import pytest
from wayfarer.clock import clock, minutes, span


def test_minutes_of_a_time():
    assert minutes("07:45") == 465
    assert minutes(" 00:00 ") == 0


@pytest.mark.parametrize("text", ["7", "24:00", "07:60", "-1:00", "a:b"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match="is no time of day"):
        minutes(text)


def test_a_time_of_the_next_day_says_so():
    assert clock(465) == "07:45"
    assert clock(24 * 60 + 20) == "00:20+1"


def test_spans_leave_out_what_is_nothing():
    assert [span(n) for n in (5, 60, 95)] == ["5 min", "1 h", "1 h 35 min"]

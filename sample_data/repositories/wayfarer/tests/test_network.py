import pytest
from wayfarer import read


def test_a_run_gives_a_leg_between_each_two_stops():
    legs = read("U1: A 07:00, B 07:06, C 07:15").legs
    first, second = legs["A"] + legs["B"]
    assert (first.start, first.end, first.leaves, first.arrives) == ("A", "B", 420, 426)
    assert (second.start, second.end, second.arrives) == ("B", "C", 435)


def test_a_run_over_midnight_arrives_after_it_leaves():
    (leg,) = read("N9: A 23:50, B 00:10").legs["A"]
    assert leg.arrives - leg.leaves == 20


def test_remarks_and_empty_rows_are_passed_over():
    assert read("# nothing\n\n").stops == set()


def test_a_row_without_times_is_refused_with_its_number():
    with pytest.raises(ValueError, match="row 2 is no run"):
        read("U1: A 07:00, B 07:05\nU2 A B")


def test_a_leg_that_leaves_right_now_can_be_taken(network):
    assert [leg.leaves for leg in network.leaving("Market", 428)] == [428, 436, 446]

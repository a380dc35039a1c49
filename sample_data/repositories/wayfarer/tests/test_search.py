import pytest
from wayfarer import NoJourney, journey, tell


def lines(legs):
    return [leg.line for leg in legs]


def test_the_direct_line_is_taken(network):
    assert lines(journey(network, "Quay", "Market", "06:50")) == ["U1"]


def test_a_change_needs_its_minutes(network):
    assert lines(journey(network, "Quay", "Tower", "06:50")) == ["U1", "U1"]


def test_a_change_without_minutes_is_faster(network):
    legs = journey(network, "Quay", "Tower", "06:50", change=0)
    assert lines(legs) == ["U1", "U2", "U2"]
    assert legs[-1].arrives == 433


def test_a_train_that_leaves_at_that_minute_is_caught(network):
    assert journey(network, "Quay", "Tower", "07:20")[0].leaves == 440


def test_a_journey_over_midnight(network):
    legs = journey(network, "Tower", "Quay", "23:00")
    assert tell(legs) == "23:50 Tower - 00:30+1 Quay (N9)\n40 min, 0 changes"


def test_no_way_is_said(network):
    with pytest.raises(NoJourney, match="no way from Quay to Tower after 07:30"):
        journey(network, "Quay", "Tower", "07:30")
    with pytest.raises(NoJourney, match="no stop 'Moon'"):
        journey(network, "Quay", "Moon", "07:00")


def test_one_is_there_already(network):
    assert tell(journey(network, "Quay", "Quay", "07:00")) == "You are there."


def test_a_journey_with_a_change_in_words(network):
    assert tell(journey(network, "Quay", "Museum", "06:50")).splitlines() == [
        "07:00 Quay - 07:06 Market (U1)",
        "07:16 Market - 07:20 Museum (U2)",
        "20 min, 1 change",
    ]

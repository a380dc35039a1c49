"""Nine tests of the cart: one finds a real bug, one is expected to fail, and one runs on three inputs."""

import pytest
from cart.basket import Basket
from cart.money import cents, percent, split
from cart.offers import percent_off, three_for_two


@pytest.fixture
def basket():
    basket = Basket()
    basket.add("tea", "3.20", 2)
    basket.add("rye", "4.50")
    return basket


@pytest.mark.parametrize(("text", "amount"), [("0.05", 5), ("12", 1200), ("7.10", 710)])
def test_cents(text, amount):
    assert cents(text) == amount


def test_not_a_price():
    with pytest.raises(ValueError, match=r"1\.5"):
        cents("1.5")


def test_same_thing_again(basket):
    line = basket.add("tea", "3.20")
    assert line.count == 3
    assert len(basket.lines) == 2


def test_three_for_two(basket):
    basket.offers.append(three_for_two)
    basket.add("tea", "3.20")
    assert basket.bill() == "3 tea, 1 rye: 10.90"


def test_best_offer_counts(basket):
    basket.offers += [percent_off(10, above=500), three_for_two]
    assert basket.total() == 981


def test_remove(basket):
    basket.remove("rye")
    assert basket.total() == 640
    with pytest.raises(KeyError):
        basket.remove("rye")


def test_shares_add_up(basket):
    """Fails: a cent of 10.90 is lost between three people."""
    total = basket.total()
    shares = split(total, 3)
    assert sum(shares) == total


@pytest.mark.xfail(reason="round() goes to the even neighbour, a till must not", strict=True)
def test_half_a_cent():
    assert percent(50, 5) == 3


@pytest.mark.skip(reason="gift cards are for next year")
def test_gift_card(basket):
    assert basket.pay(gift_card="20.00") == 0

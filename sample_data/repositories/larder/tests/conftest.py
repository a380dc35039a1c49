import pytest


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.now = 100

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()

import pytest


class Clock:
    """A clock that stands until it is moved."""

    now = 100

    def __call__(self):
        return self.now

    def __repr__(self):
        return f"<Clock at {self.now}>"


@pytest.fixture
def clock():
    return Clock()

"""Settings: each from its variable, refused by name where it does not fit."""

from __future__ import annotations

import pytest

from tracewalk.errors import UsageError
from tracewalk.settings import Settings, load


def test_without_variables_all_have_their_defaults() -> None:
    assert load({}) == Settings()


def test_a_variable_sets_one() -> None:
    assert load({"TRACEWALK_MAX_STEPS": "7", "TRACEWALK_MAX_SECONDS": "1.5"}) == Settings(max_steps=7, max_seconds=1.5)


@pytest.mark.parametrize("text", ["many", "1.5", "0", "-3"])
def test_what_does_not_fit_is_refused_by_name(text: str) -> None:
    with pytest.raises(UsageError, match="TRACEWALK_MAX_STEPS"):
        load({"TRACEWALK_MAX_STEPS": text})

"""What a server does not give is told: in a warning, in the result, in its look."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from tests.predict.listening import listening

from tracewalk.client import open_session
from tracewalk.lake import Lake
from tracewalk.settings import Settings
from tracewalk.web.api import routes
from tracewalk.web.context import Context, use


def test_rows_that_did_not_come_are_told(lake_folder: Path) -> None:
    with Lake.open(lake_folder) as lake:
        use(context := Context(lake, settings=Settings(sql_export_rows=10)))
        with listening(Starlette(routes=routes(""))) as url, open_session(url.removesuffix("/v1")) as session:
            with pytest.warns(UserWarning, match="only the first 10 rows came") as caught:
                found = session.sql("FROM range(11)")
            assert caught[0].filename == __file__
            assert (len(found), found.truncated) == (10, True)
            assert "there are more, which did not come" in repr(found)
            assert not session.sql("FROM range(10)").truncated
        context.close()
    with open_session(lake_folder) as session:
        assert len(session.sql("FROM range(11)")) == 11

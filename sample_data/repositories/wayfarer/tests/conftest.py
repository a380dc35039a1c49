import pytest
from wayfarer import read

TIMETABLE = """
U1: Quay 07:00, Market 07:06, Tower 07:15
U1: Quay 07:20, Market 07:26, Tower 07:35   # every twenty minutes
U2: Market 07:08, Museum 07:12, Tower 07:13
U2: Market 07:16, Museum 07:20, Tower 07:21
N9: Tower 23:50, Museum 00:10, Quay 00:30
"""


@pytest.fixture
def network():
    return read(TIMETABLE)

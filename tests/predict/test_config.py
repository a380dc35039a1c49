"""Which endpoints there are, and that what cannot be meant is refused by name, without repeating a secret."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from tracewalk.errors import UsageError
from tracewalk.predict.config import EndpointConfig, configured, tiny_at
from tracewalk.settings import Settings

FILE = """
[endpoints.cwm]
url = "http://gpu-box:8000/v1/"
model = "facebook/cwm"
key_env = "CWM_KEY"
context = 131072
dialect = "vllm"

[endpoints."my.chat"]
url = "https://chat.example/v1"
protocol = "chat"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tracewalk.toml").write_text(FILE)
    return tmp_path


def test_a_file_says_all_of_them(folder: Path) -> None:
    cwm = EndpointConfig(
        "cwm",
        "http://gpu-box:8000/v1",
        model="facebook/cwm",
        key_env="CWM_KEY",
        context=131072,
        dialect="vllm",
        origin="tracewalk.toml",
    )
    chat = EndpointConfig("my.chat", "https://chat.example/v1", protocol="chat", origin="tracewalk.toml")
    assert configured(environ={}, folder=folder) == {"cwm": cwm, "my.chat": chat}
    assert (cwm.key_variable, chat.key_variable) == ("CWM_KEY", "TRACEWALK_API_KEY_MY_CHAT")


def test_a_variable_goes_over_the_file_and_a_given_text_over_both(folder: Path) -> None:
    env = {"TRACEWALK_ENDPOINT_MY_CHAT": "http://b:2/", "TRACEWALK_ENDPOINT_NEW_ONE": "http://c:3/v1"}
    found = configured(["cwm=http://a:1"], environ=env, folder=folder)
    assert {name: (e.url, e.origin) for name, e in found.items()} == {
        "cwm": ("http://a:1", "--endpoint"),
        "my.chat": ("http://b:2", "the variable TRACEWALK_ENDPOINT_MY_CHAT"),
        "new_one": ("http://c:3/v1", "the variable TRACEWALK_ENDPOINT_NEW_ONE"),
    }
    assert (found["cwm"].model, found["my.chat"].protocol) == ("facebook/cwm", "chat")
    assert configured(["cwm=http://a:1"], environ={"TRACEWALK_ENDPOINT_CWM": "http://b:2"}, folder=folder)[
        "cwm"
    ].url == ("http://a:1")


def test_another_file_can_be_named_and_must_then_be_there(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[endpoints.x]\nurl = "http://x"')
    assert list(configured(environ={"TRACEWALK_CONFIG": str(other)}, folder=folder)) == ["x"]
    with pytest.raises(UsageError, match=r"missing\.toml"):
        configured(environ={"TRACEWALK_CONFIG": str(tmp_path / "missing.toml")}, folder=folder)
    assert configured(environ={}, folder=tmp_path / "nowhere") == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[endpoints.cwm]", "needs url"),
        ("[endpoints.cwm]\nurl = 3", "needs url"),
        ("endpoints = 3", "must be tables"),
        ("[endpoints]\ncwm = 3", "needs url"),
        ('[endpoints.cwm]\nurl = "http://a"\nkey = "sk-1"', "'key' is unknown; there are: url, model"),
        ('[endpoints.cwm]\nurl = "http://a"\nprotocol = "soap"', "one of cwm, chat"),
        ('[endpoints.cwm]\nurl = "http://a"\nprotocol = ["cwm"]', "one of cwm, chat"),
        ('[endpoints.cwm]\nurl = "http://a"\ncontext = true', "a number of tokens"),
        ('[endpoints.cwm]\nurl = "http://a"\ncontext = -1', "a number of tokens"),
        ('[endpoints.cwm]\nurl = "http://a"\ndialect = "mine"', "vllm, llama.cpp"),
        ('[endpoints.cwm]\nurl = "http://a"\nkey_env = "sk-live-123"', "an environment variable, not the key"),
        ('[endpoints.CWM]\nurl = "http://a"', "no name of an endpoint"),
        ('[endpoints."a b"]\nurl = "http://a"', "no name of an endpoint"),
        ('[endpoints."../x"]\nurl = "http://a"', "no name of an endpoint"),
        ('[endpoints.tiny]\nurl = "http://a"', "choose another"),
        ('[endpoints."a.b"]\nurl = "http://a"\n[endpoints.a-b]\nurl = "http://a"', "TRACEWALK_ENDPOINT_A_B"),
        ("[endpoints.cwm", "cannot be read"),
        ("x = " + "[" * 100_000, "cannot be read"),
        ("\ud800", "cannot be read"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "tracewalk.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(UsageError, match=says) as raised:
        configured(environ={}, folder=tmp_path)
    assert "tracewalk.toml" in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gpu-box:8000",
        "ftp://gpu-box",
        "file:///etc/passwd",
        "http://",
        "http://:80",
        "http://[::1",
        "http://a:99999",
        "http://a:b",
        "http://a b",
        "http://a\nHost: b",
        "http://a/?key=hunter2",
        "http://a/#hunter2",
        "http://user:hunter2@a",
        "http://hunter2@a/v1",
        "http://ä",
        "http://a/" + "x" * 3_000,
    ],
)
def test_an_address_that_cannot_be_meant_is_refused_and_not_repeated(url: str, tmp_path: Path) -> None:
    for given, env in (([f"box={url}"], {}), ([], {"TRACEWALK_ENDPOINT_BOX": url})):
        with pytest.raises(UsageError, match="the endpoint box") as raised:
            configured(given, environ=env, folder=tmp_path)
        assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/v1", "https://[::1]:8/", "HTTP://BOX", "http://a.b/deep/path/v1//"]
)
def test_other_addresses_are_taken_without_their_last_slash(url: str, tmp_path: Path) -> None:
    assert configured([f"box={url}"], environ={}, folder=tmp_path)["box"].url == url.rstrip("/")


@pytest.mark.parametrize("text", ["box", "http://a", "=http://a", "Box=http://a", "tiny=http://a", "a/b=http://a"])
def test_a_given_text_without_a_name_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--endpoint"):
        configured([text], environ={}, folder=tmp_path)


def test_no_setting_looks_like_an_endpoint() -> None:
    """Both are read from variables: `TRACEWALK_<SETTING>`, `TRACEWALK_ENDPOINT_<NAME>`."""
    assert not [f.name for f in fields(Settings) if f.name.startswith("endpoint_")]


def test_the_embedded_model_is_named_by_the_program_alone(tmp_path: Path) -> None:
    assert tiny_at("http://127.0.0.1:5/", 1536) == EndpointConfig("tiny", "http://127.0.0.1:5", context=1536)
    with pytest.raises(UsageError, match="TRACEWALK_ENDPOINT_TINY"):
        configured(environ={"TRACEWALK_ENDPOINT_TINY": "http://a"}, folder=tmp_path)

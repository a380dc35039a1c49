"""Chat messages in the forms of LangChain, AutoGen and ShareGPT, in envelopes, and beside a system's prompt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.importers.logs import written
from tests.importers.test_openai_chat import of, read

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Fault

USAGE = {"input_tokens": 9, "output_tokens": 3, "input_token_details": {"cache_read": 5}}
ASK = {"name": "look", "args": {"at": "x"}, "id": "c1", "type": "tool_call"}
CHAIN = [
    {"type": "system", "content": "Help."},
    {"type": "human", "content": "Look."},
    {
        "type": "ai",
        "content": [{"type": "text", "text": "I do."}, {"type": "tool_use", "id": "c1", "name": "look", "input": {}}],
        "tool_calls": [ASK],
        "invalid_tool_calls": [{"name": "see", "args": "{", "id": "c2", "error": "no JSON"}],
        "usage_metadata": USAGE,
        "response_metadata": {"model_name": "m"},
    },
    {"type": "tool", "tool_call_id": "c1", "content": "It failed.", "status": "error"},
]


def saved(message: dict[str, Any]) -> dict[str, Any]:
    name = {"system": "System", "human": "Human", "ai": "AI", "tool": "Tool"}[message["type"]]
    return {"lc": 1, "type": "constructor", "id": ["langchain", "messages", f"{name}Message"], "kwargs": message}


@pytest.mark.parametrize(
    "messages",
    [
        CHAIN,
        [{"type": message["type"], "data": message} for message in CHAIN],
        [saved(message) for message in CHAIN],
        [{"message": message, "timestamp": "2026-01-01T00:00:00Z"} for message in CHAIN],
    ],
    ids=["flat", "data", "saved", "envelope"],
)
def test_langchains_messages_are_read_in_each_form(messages: list[Any], tmp_path: Path) -> None:
    run = of(tmp_path / "a", messages)
    assert [(turn.source, turn.message) for turn in run.turns] == [
        ("system", "Help."), ("user", "Look."), ("agent", "I do."),
    ]  # fmt: skip
    answer = run.turns[2]
    assert [(made.tool, made.observation, made.error) for made in answer.calls] == [
        ("look", "It failed.", True), ("see", None, None),
    ]  # fmt: skip
    assert answer.calls[1].malformed
    assert (answer.model, answer.prompt_tokens, answer.cached_tokens) == ("m", 9, 5)
    assert (answer.at is not None) == ("message" in messages[0])


def test_autogens_requests_are_calls_and_their_executions_results(tmp_path: Path) -> None:
    team = [
        {"source": "user", "type": "TextMessage", "content": "Add."},
        {"source": "a", "type": "ThoughtEvent", "content": "Hm."},
        {
            "source": "a", "type": "ToolCallRequestEvent", "models_usage": {"prompt_tokens": 7, "completion_tokens": 1},
            "content": [{"id": "1", "name": "add", "arguments": "{}"}],
        },
        {
            "source": "a", "type": "ToolCallExecutionEvent",
            "content": [{"call_id": "1", "name": "add", "content": "2", "is_error": False}],
        },
        {"source": "a", "type": "ToolCallSummaryMessage", "content": "2"},
    ]  # fmt: skip
    run = of(tmp_path / "a", team)
    assert [(turn.source, turn.message, turn.reasoning) for turn in run.turns] == [
        ("user", "Add.", None), ("agent", None, "Hm."), ("agent", None, None), ("agent", "2", None),
    ]  # fmt: skip
    assert [(made.tool, made.observation, made.error) for made in run.turns[2].calls] == [("add", "2", False)]
    assert run.turns[2].prompt_tokens == 7


@pytest.mark.parametrize(("said", "tools"), [('{"name": "look", "arguments": {}}', ["look"]), ("I call look", [])])
def test_a_message_of_sharegpt_that_is_a_call_is_one(said: str, tools: list[str], tmp_path: Path) -> None:
    given = {
        "system": "Help.",
        "conversations": [
            {"from": "human", "value": "Look."},
            {"from": "function_call", "value": said},
            {"from": "observation", "value": "It is red."},
        ],
    }
    (run,) = read(written(tmp_path, given))
    assert isinstance(run, AgentRun)
    assert [(turn.source, turn.message) for turn in run.turns[:2]] == [("system", "Help."), ("user", "Look.")]
    assert run.turns[0].records[0].pointer == "/system"
    assert run.turns[1].records[0].pointer == "/conversations/0"
    assert [made.tool for made in run.turns[2].calls] == tools
    if tools:
        assert run.turns[2].calls[0].observation == "It is red."
    else:
        assert [turn.message for turn in run.turns[2:]] == ["I call look", "It is red."]


def test_a_systems_prompt_may_stand_in_a_key_of_its_own(tmp_path: Path) -> None:
    run = of(
        tmp_path / "a", [{"role": "system", "system_prompt": "Help.", "text": None}, {"role": "ai", "text": "Yes"}]
    )
    assert [(turn.source, turn.message) for turn in run.turns] == [("system", "Help."), ("agent", "Yes")]


def test_a_result_that_has_no_content_is_kept_whole(tmp_path: Path) -> None:
    asked = {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "sh", "input": {}}]}
    part = {"type": "tool_result", "toolUseID": "t", "run": {"result": {"output": "x"}}}
    run = of(tmp_path / "a", [asked, {"role": "user", "content": [part]}, {"role": "info", "content": "Compacted."}])
    assert run.turns[0].calls[0].observation == '{"run": {"result": {"output": "x"}}}'
    assert [(turn.source, turn.message) for turn in run.turns[1:]] == [("user", "Compacted.")]
    assert run.notes == {"messages of an unknown role, kept as a user's": 1}


def test_an_answer_of_anthropics_server_ends_its_request(tmp_path: Path) -> None:
    answer = {"type": "message", "role": "assistant", "model": "m", "content": [{"type": "text", "text": "Hello"}]}
    (run,) = read(written(tmp_path, {"messages": [{"role": "user", "content": "Hi"}], "response": answer}))
    assert [(turn.message, turn.model) for turn in run.turns] == [("Hi", None), ("Hello", "m")]
    assert run.turns[1].records[0].pointer == ""


def test_a_document_of_several_runs_is_each_of_them(tmp_path: Path) -> None:
    messages = [
        {"role": "assistant", "tool_calls": [{"id": "c", "name": "find", "arguments": {}}], "cost": 0.03},
        {"id": "c", "role": "tool", "content": "none", "error": True},
    ]
    done = {"id": "s", "task_id": "t", "termination_reason": "user_stop", "agent_cost": 0.05, "messages": messages}
    given = {"info": {}, "simulations": [done | {"reward_info": {"reward": 1.0}}, {"task_id": "u"}]}
    run, none = read(written(tmp_path, given))
    assert isinstance(run, AgentRun)
    assert isinstance(none, Fault)
    made = run.trajectory
    assert (made.task_id, made.exit_status, made.cost, made.score) == ("t", "user_stop", 0.05, 1.0)
    assert (made.source_record, run.turns[0].records[0].pointer) == ("/simulations/0", "/simulations/0/messages/0")
    assert [(turn.cost, call.error) for turn in run.turns for call in turn.calls] == [(0.03, True)]


def test_geminis_parts_are_texts_thoughts_calls_and_results(tmp_path: Path) -> None:
    answer = [
        {"text": "Hm", "thought": True},
        {"text": "I read."},
        {"functionCall": {"name": "read", "args": {"p": 1}}},
    ]
    result = {"functionResponse": {"name": "read", "response": {"output": "x = 1"}}}
    given = [
        {"role": "user", "parts": [{"text": "Look."}]},
        {"role": "model", "parts": answer},
        {"role": "user", "parts": [result]},
    ]
    run = of(tmp_path / "a", given)
    assert [(turn.source, turn.message, turn.reasoning) for turn in run.turns] == [
        ("user", "Look.", None), ("agent", "I read.", "Hm"),
    ]  # fmt: skip
    assert [(made.tool, made.arguments, made.observation) for made in run.turns[1].calls] == [
        ("read", '{"p": 1}', "x = 1"),
    ]  # fmt: skip


def test_a_request_of_openais_responses_goes_on_in_its_output(tmp_path: Path) -> None:
    output = [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm"}]},
        {"type": "function_call", "name": "sh", "arguments": "{}", "call_id": "c"},
    ]
    asked = [{"role": "user", "content": "Look."}]
    (run,) = read(written(tmp_path, {"instructions": "Help.", "input": asked, "response": {"output": output}}))
    assert [(turn.source, turn.message, turn.reasoning) for turn in run.turns] == [
        ("system", "Help.", None), ("user", "Look.", None), ("agent", None, "Hm"),
    ]  # fmt: skip
    assert [made.tool for made in run.turns[2].calls] == ["sh"]

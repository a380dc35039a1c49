"""The dump of CWM's form that the manifest lists: counts, texts, rewards and outcomes as they stand in it."""

from __future__ import annotations

import json

from tests.importers.logs import LOGS, OPTIONS, listed, raw_of, require_storable, runs_in

from tracewalk.importers.registry import recognise
from tracewalk.importers.sample import take_sample

_TOKENS = ("<|eot_id|>", "<|begin_of_text|>")


@listed("cwm-rl-dump")
def test_counts_are_those_of_the_manifest(row: dict[str, str]) -> None:
    path = LOGS / row["file"]
    known = recognise(take_sample(path, OPTIONS.settings.import_bytes), OPTIONS)
    assert not isinstance(known, str)
    assert known.name == "cwm-rl"
    runs = runs_in(path)
    assert len(runs) == int(row["trajectories"])
    assert sum(run.trajectory.n_records for run in runs) == int(row["steps"])
    assert sum(run.trajectory.n_calls for run in runs) == int(row["tool_calls"])
    for run in runs:
        require_storable(run)


@listed("cwm-rl-dump")
def test_texts_rewards_and_outcomes_are_those_of_the_dump(row: dict[str, str]) -> None:
    path = LOGS / row["file"]
    for run, line in zip(runs_in(path), path.read_text().splitlines(), strict=True):
        dump = json.loads(line)
        (rollout,), (measured,) = dump["rollouts"], dump["metrics"]
        transitions = rollout["traj"]["transitions"]
        answers = [turn for turn in run.turns if turn.source == "agent"]
        for turn, given in zip(answers, transitions[1:], strict=True):
            whole = "\n".join(filter(None, (turn.reasoning, "</think>", turn.message)))
            calls = "\n".join(f"<tool: {call.tool}>\n{call.arguments}\n</tool>" for call in turn.calls)
            assert given["action_str"].lstrip("\n") == f"{whole}\n{calls}<|eot_id|>"
            assert turn.completion_tokens == len(given["rewards"])
            assert raw_of(path, turn.records[0]) == given
            for call in turn.calls:
                head = f"<|start_header_id|>tool: {call.tool}<|end_header_id|>\n\n"
                assert call.observation is None or head + call.observation + _TOKENS[0] in given["observation_str"]
                assert bool(call.observation) == bool(given["observation_str"])
        for turn in run.turns[:2]:
            assert f"<|end_header_id|>\n\n{turn.message}<|eot_id|>" in transitions[0]["observation_str"]
        made = run.trajectory
        assert made.score == measured["terminal_rewards"]
        assert made.outcome == ("solved" if measured["terminal_metrics"]["pass"] else "unsolved")
        assert made.patch == transitions[-1]["info"]["pred_patch"]
        assert made.seconds == rollout["metrics"]["rollout/duration"]
        assert made.task_id == transitions[-1]["info"]["id"]
        assert made.exit_status == "terminal"
        assert (made.cost, made.model) == (None, None)

"""The state at a step: every frame on the stack, with its variables."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from tracewalk.results import clean, cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracewalk.lake import Frame, Variable

__all__ = ["State"]

_LONGEST = 100


class State:
    """The live frames at one step, outermost first; the last one is the step's own."""

    def __init__(self, step: int, frames: Sequence[Frame]) -> None:
        self.step = step
        self.frames = tuple(frames)

    @property
    def variables(self) -> dict[str, str | None]:
        """The step's own frame: each name with its repr."""
        return {variable.name: variable.value for variable in self.frames[-1].variables} if self.frames else {}

    def __repr__(self) -> str:
        lines = [f"state at step {self.step}"]
        for frame in reversed(self.frames):
            lines.append(_head(frame, self.step))
            lines += [f"    {clean(variable.name)} = {_value(variable)}" for variable in frame.variables]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        parts = [f"<p>state at step {self.step}</p>"]
        for frame in reversed(self.frames):
            rows = "".join(
                f'<tr><td style="text-align:left"><code>{escape(clean(variable.name))}</code></td>'
                f'<td style="text-align:left"><code>{escape(_value(variable))}</code></td>'
                f'<td style="text-align:left;opacity:.65">{escape(clean(variable.type))}</td></tr>'
                for variable in frame.variables
            )
            parts.append(f"<p><b>{escape(_head(frame, self.step))}</b></p><table><tbody>{rows}</tbody></table>")
        return "".join(parts)


def _head(frame: Frame, step: int) -> str:
    # A callee may have changed what its caller's values show since: never tell them as current.
    as_of = "" if frame.as_of == step else f", as of step {frame.as_of}"
    return f"{clean(frame.func)}, line {frame.line}, frame {frame.frame_id}{as_of}"


def _value(variable: Variable) -> str:
    text = cut(clean((variable.value or "")[:1_000]), _LONGEST)
    return f"{text} (cut; {variable.size:,} characters)" if variable.cut else text

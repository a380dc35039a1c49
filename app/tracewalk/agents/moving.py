"""Edits of whole files: taken away, renamed, copied, given back what the last commit holds, put aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from tracewalk.agents.edits import Edit
from tracewalk.agents.files import FileState, Outcome
from tracewalk.agents.tracked import State, Tracked

if TYPE_CHECKING:
    from tracewalk.agents.world import World

__all__ = ["copied", "deleted", "renamed", "restored", "reverted", "stashed", "unstashed"]


def deleted(world: World, edit: Edit, path: str) -> Iterator[Outcome]:
    """A file that is taken away, or the known ones in a folder."""
    file = world.known(path)
    gone = [file] if file else world.within(path)
    if not gone and edit.method == "derived":  # what `rm` names and no call did is most likely what a script made
        gone = [world.state(path)]
    for one in gone:
        text = one.tracked.text()
        before = None if one.anchored else text
        hunks = one.tracked.hunks([(0, len(one.tracked.now), [])]) if text else [] if text == "" else None
        one.exists = False
        yield Outcome(one.path, "delete", edit.method, edit.how, hunks, before)


def renamed(world: World, edit: Edit, path: str) -> Iterator[Outcome]:
    """A file that gets another name."""
    source = world.known(edit.old)
    if source is None and not _has_suffix(edit.old):
        return  # most likely a folder
    target = _in_folder(world, path, edit.old)
    moved = world.files.pop(edit.old, None) or FileState(edit.old, Tracked())
    moved.path, moved.exists = target, True
    world.state(target)
    world.files[target] = moved
    yield Outcome(target, "rename", edit.method, edit.how, old_path=edit.old)


def copied(world: World, edit: Edit, path: str) -> Iterator[Outcome]:
    """A file that becomes a copy of another; a copy that goes back gives the first what it was then."""
    source = world.known(edit.old)
    target = world.state(_in_folder(world, path, edit.old))
    if source and source.copy_of and source.copy_of[0] is target:
        yield from restored(edit, target, source.copy_of[1])
        return
    text = source.tracked.text() if source else None
    if text is not None:
        made = world.written(Edit(target.path, "write", edit.how, edit.method, text=text), target)
        yield from [made] if made else []
    else:
        action = "create" if target.unknown else "edit"
        target.created = target.created or target.unknown
        yield world.lose(edit, target, action)
    if source and world.can(len(source.tracked.now)):
        target.copy_of = (source, source.tracked.state())


def restored(edit: Edit, file: FileState, state: State) -> Iterator[Outcome]:
    """A file that gets back a state; where it was lost since, how it differs from what it was cannot be told."""
    lost, file.lost = file.lost, None
    if lost:
        file.tracked = lost.tracked
    hunks = file.tracked.restore(state)
    revived, file.exists = not file.exists, True
    if lost:
        yield Outcome(file.path, "edit", "estimated", edit.how, after=file.tracked.text())
    elif hunks != [] or revived:
        after = file.tracked.text() if hunks is None or not (file.anchored or revived) else None
        yield Outcome(file.path, "create" if revived else "edit", edit.method, edit.how, hunks, after=after)


def reverted(world: World, edit: Edit, path: str) -> Iterator[Outcome]:
    """Files that get back what the last commit holds; those it does not know stay."""
    one = world.files.get(path)
    files = [one] if one else list(world.files.values()) if path in {".", "/"} else world.within(path)
    for file in files if world.can(len(files)) else []:
        if file.created and file.head is None:
            if file.assumed:
                yield world.lose(edit, file)
            continue
        base = file.lost.tracked if file.lost else file.tracked
        if base.now or base.rest is None or file.lost:
            yield from restored(edit, file, file.head or base.first_state())


def stashed(world: World, edit: Edit, path: str) -> Iterator[Outcome]:
    """All files put aside what they have since the last commit."""
    files = [file for file in world.files.values() if (not file.created or file.assumed) and not file.lost]
    if world.can(sum(len(file.tracked.now) for file in files)):
        world.stashes.append([(file, file.tracked.state()) for file in files])
    yield from reverted(world, replace(edit, what="revert"), path)


def unstashed(world: World, edit: Edit) -> Iterator[Outcome]:
    """All files get back what was put aside last."""
    for file, state in world.stashes.pop() if world.stashes else []:
        yield from restored(edit, file, state)


def _in_folder(world: World, path: str, source: str) -> str:
    """The path of a file that goes into a folder under its own name, where the path is that of a folder."""
    known = path not in world.files and path.rstrip("/") in world.folders
    return f"{path.rstrip('/')}/{source.rsplit('/', 1)[-1]}" if known else path


def _has_suffix(path: str) -> bool:
    return "." in path.rsplit("/", 1)[-1].strip(".")

"""The filters of system calls, run here as the kernel runs them: every number, on both architectures."""

from __future__ import annotations

import platform
import struct
from collections.abc import Iterator

import pytest
from seccompy.syscalls import AARCH64_SYSCALLS, AUDIT_ARCH_AARCH64, AUDIT_ARCH_X86_64, X86_64_SYSCALLS

from tracewalk.sandbox.seccomp import filter_of, refusal_of
from tracewalk.sandbox.syscalls import FORKING, JOB, SERVER, SHELL, Calls, Equal, Masked

ALLOW, KILL, EPERM, ENOSYS = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
MACHINES = {"x86_64": (AUDIT_ARCH_X86_64, X86_64_SYSCALLS), "aarch64": (AUDIT_ARCH_AARCH64, AARCH64_SYSCALLS)}
LISTS = {"job": JOB, "server": SERVER, "shell": SHELL}


def run(program: bytes, arch: int, number: int, *arguments: int) -> int:
    """What a filter says of a call: the kernel's own rules for classic BPF, those that such filters use."""
    data = struct.pack("<IIQ6Q", number, arch, 0, *(*arguments, *[0] * (6 - len(arguments))))
    steps = list(struct.iter_unpack("<HBBI", program))
    at = value = 0
    while True:
        code, true, false, k = steps[at]
        at += 1
        match code:
            case 0x20:
                (value,) = struct.unpack_from("<I", data, k)
            case 0x54:
                value &= k
            case 0x15:
                at += true if value == k else false
            case 0x25:
                at += true if value > k else false
            case 0x35:
                at += true if value >= k else false
            case 0x45:
                at += true if value & k else false
            case 0x05:
                at += k
            case 0x06:
                return k
            case _:
                raise AssertionError(f"an instruction that is not expected: {code:#x}")


def filters(name: str) -> list[bytes]:
    """Those in force for a list: a job keeps its server's, and has one that takes away from it."""
    if name == "job":
        return [filter_of(SERVER).program, refusal_of(FORKING).program]
    return [filter_of(LISTS[name]).program]


def strictest(programs: list[bytes], arch: int, number: int, *arguments: int) -> int:
    """What several filters say together: the kernel takes the lowest of their actions as signed numbers."""
    said = [run(program, arch, number, *arguments) for program in programs]
    return min(said, key=lambda action: action - (1 << 32) if action >= 1 << 31 else action)


@pytest.fixture(params=MACHINES)
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of the two architectures: seccompy builds for what `platform` says this is."""
    monkeypatch.setattr(platform, "machine", lambda: request.param)
    return str(request.param)


@pytest.mark.parametrize("name", LISTS)
def test_only_what_is_listed_is_allowed(machine: str, name: str) -> None:
    calls, (arch, numbers) = LISTS[name], MACHINES[machine]
    programs = filters(name)
    whole = {numbers[call] for call in calls.names - calls.some.keys() if call in numbers}
    absent = {numbers[call] for call in calls.absent}
    some = {numbers[call] for call in calls.some}
    for number in range(1_024):
        if number not in some:
            expected = ALLOW if number in whole else ENOSYS if number in absent else EPERM
            assert strictest(programs, arch, number) == expected, number
        assert strictest(programs, arch, number | 0x40000000) == EPERM  # x32
        for other in (0x40000003, 0xC000003E, 0xC00000B7, 0):  # i386 and all that this is not
            if other != arch:
                assert strictest(programs, other, number) == KILL


def cases(calls: Calls) -> Iterator[tuple[str, tuple[int, ...], bool]]:
    """Calls with arguments, and whether they are allowed."""
    for name, rule in calls.some.items():
        where = [0] * rule.argument
        if isinstance(rule, Equal):
            yield from ((name, (*where, value), True) for value in rule.values)
            yield from ((name, (*where, value + (7 << 32)), True) for value in rule.values)
            yield from (
                (name, (*where, v), v in rule.values) for v in (2**31, 9999, 1024, 1026, 22, 10, 0x5412, 17, 38)
            )
        else:
            assert isinstance(rule, Masked)
            yield name, (*where, rule.value), True
            yield name, (*where, rule.value | 0x11), True
            for bit in range(32):
                if rule.mask >> bit & 1:
                    yield name, (*where, rule.value ^ (1 << bit)), False


@pytest.mark.parametrize("name", LISTS)
def test_some_are_allowed_with_these_arguments_only(machine: str, name: str) -> None:
    arch, numbers = MACHINES[machine]
    programs = filters(name)
    for call, arguments, allowed in cases(LISTS[name]):
        said = strictest(programs, arch, numbers[call], *arguments)
        assert said == (ALLOW if allowed else EPERM), (call, arguments)


def test_a_job_may_do_nothing_that_its_server_may_not() -> None:
    assert JOB.names <= SERVER.names
    assert not JOB.names & {"fork", "vfork", "execve", "execveat", "socket", "ptrace", "mount", "unshare", "setns"}


def test_every_name_is_one_of_the_kernels() -> None:
    known = X86_64_SYSCALLS.keys() | AARCH64_SYSCALLS.keys()
    for calls in LISTS.values():
        assert calls.names | calls.some.keys() | calls.absent <= known

"""Which system calls a sandboxed process may make: allow lists as data; what stands in none of them is refused.

Names that an architecture does not have (aarch64 has no `open`, `fork`...) are passed over there.
"""

from __future__ import annotations

from tracewalk.frozen import frozen

__all__ = ["FORKING", "JOB", "SERVER", "SHELL", "Calls", "Equal", "Masked"]


@frozen
class Equal:
    """An argument must be one of these."""

    argument: int
    values: tuple[int, ...]


@frozen
class Masked:
    """Of an argument these bits must be exactly so."""

    argument: int
    mask: int
    value: int


@frozen
class Calls:
    """An allow list. `names` whatever the arguments, `some` only with these, `absent` as if the kernel lacked them."""

    names: frozenset[str]
    some: dict[str, Equal | Masked]
    absent: frozenset[str] = frozenset({"clone3"})
    """Its flags lie in memory, where no filter can look; the C library then falls back to `clone`."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MEMORY = _words("brk mmap munmap mprotect mremap madvise mincore msync membarrier")
"""Address space; its size is a resource limit. No locked memory, no userfaultfd, no memory of other processes."""

_FILES = _words(
    """
    open openat creat close close_range read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek
    dup dup2 dup3 pipe pipe2 sendfile copy_file_range fadvise64 fsync fdatasync ftruncate truncate fallocate
    stat lstat fstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat getdents getdents64
    getcwd chdir fchdir rename renameat renameat2 mkdir mkdirat rmdir unlink unlinkat link linkat symlink symlinkat
    chmod fchmod fchmodat fchmodat2 umask utime utimes futimesat utimensat
    getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
    """
)
"""Files that the mounts show. No locks, leases or watches on them: other processes of the machine use some of them."""

_WAITING = _words(
    """
    select pselect6 poll ppoll epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2
    nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times getitimer setitimer alarm pause
    """
)
"""Waiting and telling the time, never setting it."""

_SIGNALS = _words(
    """
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack restart_syscall
    kill tgkill wait4 waitid
    """
)
"""To whom is the business of the pid namespace: its first process, the only other one, takes no signal from it."""

_SELF = _words(
    """
    getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp getpgid getsid capget
    uname sysinfo getrusage getrlimit setrlimit getcpu getpriority sched_yield sched_getaffinity getrandom
    """
)
"""What a process may ask about itself, and limits that it may tighten."""

_THREADS = _words("futex set_robust_list get_robust_list set_tid_address rseq arch_prctl exit exit_group")

_PAIRS = _words("sendto recvfrom shutdown getsockopt getsockname getpeername")
"""What `asyncio` does with its own pair of sockets. There is no other socket, and no file can be sent through it."""

_CLONE_THREAD = 0x10000
_CLONE_NEW = 0x7E020080
"""All flags of `clone` that make a namespace."""
_MY_PRCTL = (15, 16, 0x53564D41)  # PR_SET_NAME, PR_GET_NAME, PR_SET_VMA
_ONLY: dict[str, Equal | Masked] = {
    "clone": Masked(0, _CLONE_THREAD | _CLONE_NEW, _CLONE_THREAD),
    "socketpair": Equal(0, (1,)),  # AF_UNIX
    "prlimit64": Equal(0, (0,)),  # of itself
    "prctl": Equal(0, _MY_PRCTL),
    # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW, F_OFD_*, F_DUPFD_CLOEXEC, F_GETPIPE_SZ
    "fcntl": Equal(1, (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032)),
    # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: is it a terminal, how much is there, do not wait
    "ioctl": Equal(1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)),
}

JOB = Calls(_MEMORY | _FILES | _WAITING | _SIGNALS | _SELF | _THREADS | _PAIRS, _ONLY)
"""Of a recorded program: threads, but no process, no program, no socket of a network.

In force as `SERVER`, without what is `FORKING`.
"""

_SERVERS_PRCTL = (1, 4, 21, 38)  # PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_GET_SECCOMP, PR_SET_NO_NEW_PRIVS
FORKING = Calls(
    _words("fork seccomp recvmsg sendmsg pidfd_open setpgid"),
    {"clone": Masked(0, _CLONE_THREAD, 0), "prctl": Equal(0, _SERVERS_PRCTL)},
    absent=frozenset(),
)
"""What the server may and a job may not: it forks, takes files handed over by the parent, and filters on."""

SERVER = Calls(
    JOB.names | FORKING.names,
    {**_ONLY, "clone": Masked(0, _CLONE_NEW, 0), "prctl": Equal(0, (*_MY_PRCTL, *_SERVERS_PRCTL))},
)
"""Of the process that forks jobs."""

SHELL = Calls(
    JOB.names
    | _words(
        """
        fork vfork execve setpgid setsid flock mknodat mknod
        bind listen accept accept4 connect setsockopt sendmsg recvmsg
        chown fchown lchown fchownat setxattr fsetxattr lsetxattr
        """  # of its own files: `sed -i`, `cp -p`, `tar` and `git` ask for it
    ),
    {
        **_ONLY,
        "clone": Masked(0, _CLONE_NEW, 0),
        "socket": Equal(0, (1, 2, 10)),  # AF_UNIX, AF_INET, AF_INET6
        "ioctl": Equal(1, (*range(0x5401, 0x5412), 0x5413, 0x541B, 0x5421, 0x5429, 0x5450, 0x5451)),
    },
)
"""Of a command in a folder: processes and programs too, and sockets in a network namespace where nobody else is."""

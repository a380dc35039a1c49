"""Coroutines take turns: at each `await` one frame falls asleep and the other wakes up where it was."""

import asyncio


async def run(name, laps, log):
    for lap in range(laps):
        log.append(name[0])
        await asyncio.sleep(0)
    return name


async def race():
    log = []
    ran = await asyncio.gather(run("hare", 1, log), run("tortoise", 2, log))
    return ran, log


def main():
    return asyncio.run(race())

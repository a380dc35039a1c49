"""Async: three coroutines share two queues of one place; at a full or empty one, a coroutine sleeps till it changes."""

import asyncio

END = None


async def read(lines, raw):
    for line in lines:
        await raw.put(line)
    await raw.put(END)


async def tokenize(raw, clean):
    while (line := await raw.get()) is not END:
        tokens = line.lower().split()
        if tokens:
            await clean.put(tokens)
    await clean.put(END)


async def count(clean, totals):
    while (tokens := await clean.get()) is not END:
        for token in tokens:
            totals[token] = totals.get(token, 0) + 1
            await asyncio.sleep(0)


async def pipeline(lines):
    raw, clean, totals = asyncio.Queue(1), asyncio.Queue(1), {}
    async with asyncio.TaskGroup() as group:
        for stage in (read(lines, raw), tokenize(raw, clean), count(clean, totals)):
            group.create_task(stage)
    return totals


def main():
    return asyncio.run(pipeline(["Roses are red", "", "violets are blue", "  ", "sugar is sweet", "and SO are you"]))

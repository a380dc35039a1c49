"""Breadth-first search: the front of the queue is never farther from the start than its end."""

from collections import deque


def hops(cites, start, goal):
    away = {start: 0}
    queue = deque([start])
    while queue:
        paper = queue.popleft()
        if paper == goal:
            return away[paper]
        for cited in cites[paper]:
            if cited not in away:
                away[cited] = away[paper] + 1
                queue.append(cited)
    return None

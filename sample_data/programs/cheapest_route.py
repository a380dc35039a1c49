"""Dijkstra: `queue` also holds routes that were beaten while they waited; see them come out and be thrown away."""

from heapq import heappop, heappush

ROADS = """
    Bergen Oslo 7, Bergen Stavanger 5, Stavanger Kristiansand 3, Kristiansand Hirtshals 4, Oslo Goteborg 4,
    Oslo Hirtshals 9, Hirtshals Aarhus 2, Aarhus Copenhagen 3, Aarhus Hamburg 5, Goteborg Copenhagen 4,
    Copenhagen Hamburg 6
"""


def network(text):
    """Hours by town and neighbour, both ways."""
    hours = {}
    for line in text.split(","):
        here, there, time = line.split()
        hours.setdefault(here, {})[there] = int(time)
        hours.setdefault(there, {})[here] = int(time)
    return hours


def retrace(came_from, town):
    towns = [town]
    while town := came_from[town]:
        towns.append(town)
    return towns[::-1]


def cheapest(start, goal):
    hours, best, came_from = network(ROADS), {start: 0}, {start: None}
    queue, beaten = [(0, start)], []
    while queue:
        spent, town = heappop(queue)
        if spent > best[town]:
            beaten.append((spent, town))
            continue
        if town == goal:
            break
        for other, more in hours[town].items():
            arrival = spent + more
            if other not in best or arrival < best[other]:
                best[other] = arrival
                came_from[other] = town
                heappush(queue, (arrival, other))
    return best[goal], retrace(came_from, goal), beaten

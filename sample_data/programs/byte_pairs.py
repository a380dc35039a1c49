"""A tokenizer is trained: the commonest pair of neighbours becomes one token, four times, and the text gets shorter."""

from itertools import pairwise


def count_pairs(words):
    pairs = {}
    for tokens, times in words:
        for pair in pairwise(tokens):
            pairs[pair] = pairs.get(pair, 0) + times
    return pairs


def merge(tokens, pair):
    """Join the pair wherever it occurs, from the left; `aaa` holds `aa` once."""
    out, i = [], 0
    while i < len(tokens):
        if tuple(tokens[i : i + 2]) == pair:
            out.append(tokens[i] + tokens[i + 1])
            i += 2
        else:
            out.append(tokens[i])
            i += 1
    return out


def train(corpus, merges):
    words = [(list(word), times) for word, times in corpus.items()]
    rules = []
    for _ in range(merges):
        pairs = count_pairs(words)
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        if pairs[best] == 1:
            break
        rules.append("".join(best))
        words = [(merge(tokens, best), times) for tokens, times in words]
    return rules, [tokens for tokens, _ in words]

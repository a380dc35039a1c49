"""Forty names in one frame: the parameters, the memory and the arithmetic of a small transformer, layer by layer."""


def ledger(vocab, width, layers, heads, groups, context, batch, precision):
    head = width // heads
    keys = groups * head
    hidden = 8 * width // 3 // 64 * 64
    tokens = batch * context
    embedding = vocab * width
    query_weights = width * width
    key_weights = width * keys
    value_weights = width * keys
    output_weights = width * width
    gate_weights = width * hidden
    up_weights = width * hidden
    down_weights = hidden * width
    norm_weights = 2 * width
    attention = query_weights + key_weights + value_weights + output_weights
    feedforward = gate_weights + up_weights + down_weights
    block = attention + feedforward + norm_weights
    parameters = embedding
    cache = activations = scores = 0
    attention_ops = feedforward_ops = 0
    local_layers = global_layers = 0
    window = context // 8
    for layer in range(1, layers + 1):
        parameters += block
        if layer % 4:
            local_layers += 1
            seen = window
        else:
            global_layers += 1
            seen = context
        cache += 2 * batch * seen * keys * precision
        scores += batch * heads * context * seen
        activations += tokens * (2 * width + hidden) * precision
        attention_ops += 2 * tokens * attention + 4 * tokens * seen * width
        feedforward_ops += 2 * tokens * feedforward
        depth = f"{layer}/{layers}"
    weights = parameters * precision
    gradients = parameters * precision
    optimizer = parameters * 8
    total = weights + gradients + optimizer + activations
    print(f"{depth} layers: {local_layers} local, {global_layers} global; {scores} scores")
    return {"parameters": parameters, "cache": cache, "train": total, "ops": attention_ops + feedforward_ops}

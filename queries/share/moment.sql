-- What did each local on the stack hold before this step ran?
FROM state_at('{trace_id}', {step})

-- How many traces match?
SELECT count(*) AS total
FROM matching(
    $dataset, $outcome, $func, $exception, $min_steps, $max_steps, $text, $programs, $said
)

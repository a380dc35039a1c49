-- Which datasets, splits and tags are there to choose by?
SELECT
    list_sort(list(DISTINCT dataset)) AS dataset,
    list_sort(list(DISTINCT split)) AS split,
    list_sort(list_distinct(flatten(list(tags)))) AS tag
FROM items

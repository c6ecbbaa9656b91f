"""What pytest collects: `theory` and `numerics` under the name they are imported by, `neversaddle.…`, and no other."""

collect_ignore = ["theory", "numerics"]

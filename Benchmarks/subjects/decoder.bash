# The reader of files alone: 100,000 rows of 30 numeric columns, as a model's first file (schema inferred) and as a later one.
. "$here/wide.bash"
"$bin/decoder-bench" "$work/wide.csv" $((rounds + 1)) | tail -n +2 >"$work/decoded"
rates=$(awk '{ printf "%.0f\n", $1 / $3 * 1e9 }' "$work/decoded")
row "decode 100,000 × 30 of CSV" "$(median <<<"$rates")" "$(spread %d <<<"$rates")" "rows/s" above 600000
rates=$(awk '{ printf "%.0f\n", $1 / $2 * 1e9 }' "$work/decoded")
row "  inferring the schema" "$(median <<<"$rates")" "$(spread %d <<<"$rates")" "rows/s"

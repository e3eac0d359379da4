# Rows of digits, one a request, over eight connections: the daemon on one core, the loader on the other.
start taskset -c 1
loader_prefix="taskset -c 0"
rm -f "$work/eight.json"
for ((round = 0; round < rounds; round++)); do
    load "$state/run/predict.sock" /v1/models/digits/predict "$work/digits.json" 8 2 "$pid" >>"$work/eight.json"
done
loader_prefix=
stop
rates=$(field per_second <"$work/eight.json")
row "requests a second, eight connections, one core" "$(median <<<"$rates")" "$(spread %d <<<"$rates")" "/s" above 20000
spent=$(field server_cpu_us <"$work/eight.json")
row "  CPU of learnd a request" "$(median <<<"$spent")" "$(spread %.1f <<<"$spent")" "µs"
late=$(field p99_us <"$work/eight.json")
row "  99th percentile" "$(median <<<"$late")" "$(spread %d <<<"$late")" "µs"

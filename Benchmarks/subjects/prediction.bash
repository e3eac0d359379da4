# One row over a kept connection, in turn with NIO's bare HTTP/1 server that sends the body back. First as the system places them, on two cores:
# there an idle core is put to sleep and woken for every request, and that time is the server's in the kernel's books, the bare echo's too.
# So the CPU of a request is held to its bound with servers and loader on one core, where nothing sleeps.
start
"$bin/serving-bench" echo "$work/echo.sock" &
echo_pid=$!
until [ -S "$work/echo.sock" ]; do sleep 0.05; done
for model in digits iris; do
    rm -f "$work"/{echo,learnd}.{json,p50}
    for ((round = 0; round < rounds; round++)); do
        load "$work/echo.sock" / "$work/$model.json" 1 2 "$echo_pid" >>"$work/echo.json"
        load "$state/run/predict.sock" "/v1/models/$model/predict" "$work/$model.json" 1 2 "$pid" >>"$work/learnd.json"
    done
    for server in echo learnd; do field p50_us <"$work/$server.json" >"$work/$server.p50"; done
    row "predict a row of $model" "$(median <"$work/learnd.p50")" "$(spread %.1f <"$work/learnd.p50")" "µs"
    row "  bare NIO echo of its request" "$(median <"$work/echo.p50")" "$(spread %.1f <"$work/echo.p50")" "µs"
    pairs=$(ratios "$work/learnd.p50" "$work/echo.p50")
    row "  ratio, pair by pair" "$(median <<<"$pairs")" "$(spread %.2f <<<"$pairs")" "×" below 1.6
    for server in learnd echo; do
        spent=$(field server_cpu_us <"$work/$server.json")
        row "  CPU of $server a request, two cores" "$(median <<<"$spent")" "$(spread %.1f <<<"$spent")" "µs"
    done
done

taskset -acp 0 "$pid" >"$work/pinned"
taskset -acp 0 "$echo_pid" >>"$work/pinned"
loader_prefix="taskset -c 0"
for model in digits iris; do
    rm -f "$work"/{echo,learnd}.json
    for ((round = 0; round < rounds; round++)); do
        load "$work/echo.sock" / "$work/$model.json" 1 2 "$echo_pid" >>"$work/echo.json"
        load "$state/run/predict.sock" "/v1/models/$model/predict" "$work/$model.json" 1 2 "$pid" >>"$work/learnd.json"
    done
    for server in learnd echo; do
        spent=$(field server_cpu_us <"$work/$server.json")
        bound=(below 30)
        [ $server = learnd ] || bound=()
        row "CPU of $server a request of $model, one core" "$(median <<<"$spent")" "$(spread %.1f <<<"$spent")" "µs" "${bound[@]}"
    done
done
loader_prefix=
kill "$echo_pid"
echo_pid=
stop

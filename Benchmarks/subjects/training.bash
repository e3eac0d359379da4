# Predictions while a job trains, in turn with the same while that job's process stands still. On two cores.
# On a copy of the folder: the job is never finished, and the next daemon there would go on with it.
taught=$state
state=$work/training
cp -r "$taught" "$state"
start
cp "$examples/digits/digits-1-classes-0-1.csv" "$work/long.csv"
ask drop --model long --no-wait "$work/long.csv" >/dev/null
# The job's process, once it has trained its first steps.
until trainer=$(pgrep -P "$pid" -f 'learnd train') && [ "$(awk '{ print $14 }' "/proc/$trainer/stat")" -ge 50 ]; do sleep 0.1; done
rm -f "$work"/{training,still}.json
for ((round = 0; round < rounds; round++)); do
    kill -STOP "$trainer"
    load "$state/run/predict.sock" /v1/models/digits/predict "$work/digits.json" 1 2 >>"$work/still.json"
    kill -CONT "$trainer"
    load "$state/run/predict.sock" /v1/models/digits/predict "$work/digits.json" 1 2 >>"$work/training.json"
done
for quantile in 50 99; do
    for when in still training; do field "p${quantile}_us" <"$work/$when.json" >"$work/$when.p$quantile"; done
    row "p$quantile of predictions, nothing trains" "$(median <"$work/still.p$quantile")" "$(spread %.1f <"$work/still.p$quantile")" "µs"
    row "  while a job trains" "$(median <"$work/training.p$quantile")" "$(spread %.1f <"$work/training.p$quantile")" "µs"
    pairs=$(ratios "$work/training.p$quantile" "$work/still.p$quantile")
    bound=(below 2)
    [ $quantile = 99 ] || bound=()
    row "  ratio, pair by pair" "$(median <<<"$pairs")" "$(spread %.2f <<<"$pairs")" "×" "${bound[@]}"
done
kill -0 "$trainer" 2>/dev/null || {
    echo "bench: the job ended while it was measured" >&2
    exit 1
}
stop
state=$taught

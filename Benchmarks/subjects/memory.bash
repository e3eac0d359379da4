# Resident memory of a daemon that serves digits and iris and has answered for each.
resident() { awk '/^VmRSS/ { printf "%.1f\n", $2 / 1024 }' "/proc/$1/status"; }
rm -f "$work/resident"
for ((round = 0; round < rounds; round++)); do
    start
    for model in digits iris; do
        load "$state/run/predict.sock" "/v1/models/$model/predict" "$work/$model.json" 8 0.5 >/dev/null
    done
    resident "$pid" >>"$work/resident"
    stop
done
row "resident memory, digits and iris" "$(median <"$work/resident")" "$(spread %.1f <"$work/resident")" MB below 50

# 100,000 rows of 30 numeric columns, from the moment the file has its name in the inbox to the event that its batch is recorded: seen,
# copied, hashed, brought to disk, decoded, identified, committed. The model is paused, so that nothing trains beside it.
. "$here/wide.bash"
start
head -n 200 "$work/wide.csv" >"$work/first.csv"
ask drop --model wide "$work/first.csv" >/dev/null
ask pause wide >/dev/null
coproc events { exec curl -sN --unix-socket "$state/run/predict.sock" 'http://learnd/v1/events?model=wide'; }
rm -f "$work/took"
for ((round = 0; round <= rounds; round++)); do
    # Another file each time: one value differs.
    sed "2s/^[^,]*/$round.5/" "$work/wide.csv" >"$state/inbox/wide/.next.csv"
    sync "$state/inbox/wide/.next.csv"
    sleep 0.2
    dropped=$EPOCHREALTIME
    mv "$state/inbox/wide/.next.csv" "$state/inbox/wide/wide-$round.csv"
    until read -r -t 20 -u "${events[0]}" line && [[ $line == *"\"wide-$round.csv\""* ]]; do
        [ -n "$line" ] || { echo "bench: no batch of wide-$round.csv" >&2; exit 1; }
    done
    recorded=$EPOCHREALTIME
    [ $round = 0 ] || awk -v from="$dropped" -v to="$recorded" 'BEGIN { printf "%.3f\n", to - from }' >>"$work/took"
done
kill "$events_PID" 2>/dev/null || true
resident=$(awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$pid/status")
peak=$(awk '/^VmHWM/ { printf "%.1f", $2 / 1024 }' "/proc/$pid/status")
stop
rates=$(awk -v rows="$wide_rows" '{ printf "%.0f\n", rows / $1 }' "$work/took")
row "drop to recorded batch, 100,000 × 30 of CSV" "$(median <<<"$rates")" "$(spread %d <<<"$rates")" "rows/s" above 200000
row "  resident memory after it" "$resident" "peak $peak" MB

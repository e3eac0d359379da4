# From the start of the process to READY=1, with the ten versions that were taught.
times=$("$work/ready" $((rounds * 4)) "$bin/learnd" serve --state "$state")
row "start to READY, ten versions" "$(median <<<"$times")" "$(spread %.1f <<<"$times")" ms below 150

# all-MiniLM-L6-v2 with a head of 77 classes, served: texts of mixed lengths, one a request over eight connections, against FastAPI with OpenVINO and
# with ONNX Runtime (peers/text_server.py). Each server has all cores, and so has the loader; the two that are not measured wait. Of the two
# peers the better counts, for the throughput and for the 99th percentile each. learnd has learned TEXTS, the peers' head is random: the work is the same.
served_texts() {
    have_base || {
        leave_out served-texts "left out: there is no base" "name its folder: BASE=DIR Benchmarks/run served-texts"
        return
    }
    [ -n "${TEXTS:-}" ] || {
        leave_out served-texts "left out: there are no texts" "name a CSV: TEXTS=banking77/train.csv.gz Benchmarks/run served-texts"
        return
    }
    have_peers && "$peers_python" -c "import fastapi, httptools, onnxruntime, openvino, uvicorn, uvloop" || {
        leave_out served-texts "left out: a package of its peers is missing" "see the message above; Benchmarks/peers/requirements.txt lists them"
        return
    }
    export_encoder
    local folder=$work/served bodies lengths runtime round server order
    mkdir -p "$folder"
    bodies=$folder/bodies
    lengths=$("$peers_python" "$here/peers/served_texts.py" "$work/texts/tokenizer.json" "$TEXTS" "$bodies")

    # Of its own, so that nothing else learns and the base is its only one.
    local state=$folder/state
    mkdir -p "$state"
    printf 'inbox:\n  settle: 100ms\nlog:\n  level: warning\ndefaults:\n  gate: off\n' >"$state/learnd.yaml"
    start
    ask base add "$base" --name encoder >/dev/null
    echo "  learnd learns $(basename "$TEXTS"): about a minute" >&2
    ask_seconds=1200 ask drop --model intents "$TEXTS" >"$folder/drop"
    grep -q ' 77 classes' "$folder/drop" || {
        cat "$folder/drop" >&2
        exit 1
    }

    local -A socket=([learnd]=$state/run/predict.sock) path=([learnd]=/v1/models/intents/predict) process=([learnd]=$pid)
    for runtime in openvino onnx; do
        socket[$runtime]=$folder/$runtime.sock
        path[$runtime]=/predict
        "$peers_python" "$here/peers/text_server.py" "$runtime" "$work/texts" "${socket[$runtime]}" 2>>"$folder/$runtime.log" &
        process[$runtime]=$!
        peer_pids+=($!)
        wait_for_peer "$runtime" "${socket[$runtime]}" "$!" "$folder/$runtime.log"
    done

    for ((round = 0; round < rounds; round++)); do
        order=(learnd openvino onnx)
        # Backward every other time, so that whatever drifts meets all alike.
        [ $((round % 2)) = 0 ] || order=(onnx openvino learnd)
        for server in "${order[@]}"; do
            loader_options=-l load "${socket[$server]}" "${path[$server]}" "$bodies" 8 3 "${process[$server]}" >>"$folder/$server.json"
        done
    done
    for runtime in openvino onnx; do kill "${process[$runtime]}"; done
    peer_pids=()
    stop
    tell_served "$folder" "$lengths"
}

# wait_for_peer NAME SOCKET PID LOG
wait_for_peer() {
    local tries=0
    until curl -sf --unix-socket "$2" http://peer/predict -H 'content-type: application/json' -d '{"text":"hello"}' >/dev/null 2>&1; do
        tries=$((tries + 1))
        kill -0 "$3" 2>/dev/null && [ "$tries" -lt 300 ] || {
            echo "bench: FastAPI with $1 does not get ready:" >&2
            tail -n 5 "$4" >&2
            exit 1
        }
        sleep 0.2
    done
}

# tell_served FOLDER LENGTHS: the rows, from each server's lines of JSON.
tell_served() {
    local folder=$1 server measure
    for server in learnd openvino onnx; do
        for measure in per_second p50_us p99_us server_cpu_us; do field $measure <"$folder/$server.json" >"$folder/$server.$measure"; done
    done
    tell_of_each "$folder" per_second "texts a second, eight connections ($2)" /s
    tell_ratio "$folder" per_second sort\ -rn above 1.3
    tell_of_each "$folder" p50_us "median time" µs
    tell_of_each "$folder" p99_us "99th percentile" µs
    tell_ratio "$folder" p99_us sort\ -n below 1
    tell_of_each "$folder" server_cpu_us "CPU a text" µs
}

# tell_of_each FOLDER MEASURE WHAT UNIT
tell_of_each() {
    local server
    local -A name=([learnd]=learnd [openvino]="FastAPI, OpenVINO" [onnx]="FastAPI, ONNX Runtime")
    for server in learnd openvino onnx; do
        row "$([ $server = learnd ] && echo "$3: learnd" || echo "  ${name[$server]}")" \
            "$(median <"$1/$server.$2" | awk '{ printf "%d", $1 }')" "$(spread %d <"$1/$server.$2")" "$4"
    done
}

# tell_ratio FOLDER MEASURE SORT above|below BOUND: learnd's by the better peer's, which SORT puts first, round by round.
tell_ratio() {
    local better pairs
    better=$(for server in openvino onnx; do echo "$(median <"$1/$server.$2") $server"; done | $3 | sed -n '1s/.* //p')
    pairs=$(ratios "$1/learnd.$2" "$1/$better.$2")
    row "  learnd's by the better's, round by round" "$(median <<<"$pairs")" "$(spread %.2f <<<"$pairs")" "×" "$4" "$5"
}

served_texts

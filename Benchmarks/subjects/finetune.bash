# Training steps of all-MiniLM-L6-v2 with a head of 77 classes against PyTorch with transformers and peft: tables of their own, printed after the
# others' table.
#
# Without TEXTS the row over BANKING77's batches is left out; without a base all are: encoder.bash.
if ! have_base; then
    leave_out finetune "rows over all-MiniLM-L6-v2 are left out: there is no base" "name its folder: BASE=DIR Benchmarks/run finetune"
else
    prepare_encoder
    [ -n "${TEXTS:-}" ] ||
        leave_out finetune "the row over texts of mixed lengths is left out: there are no texts" \
            "name a CSV: TEXTS=banking77/train.csv.gz Benchmarks/run finetune"
    BENCH_TEXTS=$work/texts BIN=$bin PEERS_PYTHON=$peers_python \
        "$peers_python" "$here/numerics/compare.py" "${tune_works[@]}" >>"$work/numerics" || missed=1
fi

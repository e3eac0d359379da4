# The numeric core against other libraries: tables of their own, printed after the others' table. Their bounds count as the others' do.
BIN=$bin PEERS_PYTHON=$peers_python "$peers_python" "$here/numerics/compare.py" "${works[@]}" >"$work/numerics" || missed=1

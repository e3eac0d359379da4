# A CSV of 100,000 rows of 30 numeric columns and a class, as $work/wide.csv. Sourced by the subjects that read it.
wide_rows=100000
[ -f "$work/wide.csv" ] || awk -v rows="$wide_rows" 'BEGIN {
    srand(7)
    for (i = 1; i <= 30; i++) printf "measure_%d,", i
    print "label"
    for (row = 0; row < rows; row++) {
        for (i = 1; i <= 30; i++) printf "%.6f,", rand() * 200 - 100
        print int(rand() * 5)
    }
}' >"$work/wide.csv"

# Ten versions to measure with: digits in its five files, iris in five parts. Sourced by `run`, once. The networks are of the size that
# serves; they are trained for a few steps only, and let through, since nothing here depends on what they know.
examples=$here/../Examples
mkdir -p "$state"
cat >"$state/learnd.yaml" <<'END'
inbox:
  settle: 100ms
log:
  level: warning
defaults:
  training:
    min_steps: 20
    max_steps: 20
  gate: off
  jobs:
    max_batches: 1
models:
  # Trains for as long as somebody measures.
  long:
    training:
      min_steps: 1000000
      max_steps: 10000000
END
for part in 0 1 2 3 4; do
    awk -v part="$part" 'NR == 1 || NR % 5 == part' "$examples/iris/iris.csv" >"$work/iris-$part.csv"
done
start
ask drop --model digits "$examples"/digits/digits-*.csv >/dev/null
ask drop --model iris "$work"/iris-*.csv >/dev/null
for model in digits iris; do
    found=$(ask versions "$model" --json | grep -o '"number":' | wc -l || true)
    [ "$found" = 5 ] || {
        echo "bench: $model has $found versions, not 5" >&2
        exit 1
    }
done
stop

# row_of FILE: the file's second line as a prediction's body.
body_of() {
    awk -F , 'NR == 1 { for (i = 1; i < NF; i++) name[i] = $i }
        NR == 2 {
            printf "{\"rows\":[{"
            for (i = 1; i < NF; i++) printf "%s\"%s\":%s", (i > 1 ? "," : ""), name[i], $i
            printf "}]}"
        }' "$1"
}
body_of "$examples/digits/digits-1-classes-0-1.csv" >"$work/digits.json"
body_of "$examples/iris/iris.csv" >"$work/iris.json"

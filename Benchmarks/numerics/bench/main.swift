import CAllocations
import Domain
import Glibc
import NeuralNetworks
import Tensors
import Threads

// One piece of work of `make bench`, asked for over standard input: `go N` does it N times and answers `CPU-nanoseconds wall-nanoseconds`,
// `allocations` counts the heap allocations of one more time. Benchmarks/peers/peer.py does the same in the peers' libraries.
//
//     numeric-bench WORK [THREADS]

let arguments = CommandLine.arguments
guard arguments.count >= 2, let threads = arguments.count > 2 ? Int(arguments[2]) : 1, threads >= 1,
    let work = Work.named(arguments[1], threads: threads)
else {
    say("numeric-bench: no such work; one of: \(Work.names.joined(separator: " ")), then a number of threads", to: 2)
    exit(2)
}

/// At once, since the other side waits for it.
func say(_ line: String, to descriptor: Int32 = 1) {
    let bytes = Array((line + "\n").utf8)
    _ = write(descriptor, bytes, bytes.count)
}

func nanoseconds(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

work()
say("ready")
while let line = readLine() {
    let words = line.split(separator: " ")
    switch words.first {
    case "go":
        guard words.count == 2, let count = Int(words[1]), count > 0 else { exit(2) }
        let (cpu, wall) = (nanoseconds(CLOCK_PROCESS_CPUTIME_ID), nanoseconds(CLOCK_MONOTONIC))
        for _ in 0..<count { work() }
        say("\(nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) \(nanoseconds(CLOCK_MONOTONIC) - wall)")
    case "allocations":
        let before = learnd_allocations()
        work()
        say("\(learnd_allocations() - before)")
    case "quit": exit(0)
    default: exit(2)
    }
}

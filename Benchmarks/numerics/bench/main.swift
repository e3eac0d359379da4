import CAllocations
import Domain
import Glibc
import NeuralNetworks
import Tensors
import Threads

// One piece of work of `make bench`, asked for over standard input: `go N` does it N times and answers `CPU-nanoseconds wall-nanoseconds`,
// `allocations` counts the heap allocations of one more time, `answer` prints the numbers that it gave, where they are compared.
// Benchmarks/peers/peer.py does the same in the peers' libraries.
//
//     numeric-bench WORK [THREADS]
//     numeric-bench prepare BASE FOLDER     the store of bases that works over texts read: BENCH_TEXTS=FOLDER

let arguments = CommandLine.arguments
var found: Piece?
do {
    if arguments.count == 4, arguments[1] == "prepare" {
        try TextWork.prepare(arguments[2], in: arguments[3])
        exit(0)
    }
    if arguments.count >= 2, let threads = arguments.count > 2 ? Int(arguments[2]) : 1, threads >= 1 {
        found = try Work.piece(arguments[1], threads: threads)
    }
} catch {
    say("numeric-bench: \(error)", to: 2)
    exit(2)
}
guard let work = found else {
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

work.run()
say("ready")
while let line = readLine() {
    let words = line.split(separator: " ")
    switch words.first {
    case "go":
        guard words.count == 2, let count = Int(words[1]), count > 0 else { exit(2) }
        let (cpu, wall) = (nanoseconds(CLOCK_PROCESS_CPUTIME_ID), nanoseconds(CLOCK_MONOTONIC))
        for _ in 0..<count { work.run() }
        say("\(nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) \(nanoseconds(CLOCK_MONOTONIC) - wall)")
    case "allocations":
        let before = learnd_allocations()
        work.run()
        say("\(learnd_allocations() - before)")
    case "memory":
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        say("\(usage.ru_maxrss * 1024)")
    case "answer":
        work.run()
        say((work.answer?() ?? []).map { "\($0)" }.joined(separator: " "))
    case "quit": exit(0)
    default: exit(2)
    }
}

import Domain
import Glibc
import Reading
import Rows

/// Reads a file of examples ROUNDS times, first as a model's first file (schema inferred), then as a later one (schema given), and prints a
/// line for each round: rows, nanoseconds inferred, nanoseconds with the schema. `decoder-bench FILE ROUNDS`.
@main
enum DecoderBench {
    static func main() throws {
        let words = CommandLine.arguments
        guard words.count == 3, let rounds = Int(words[2]) else {
            let text = "usage: decoder-bench FILE ROUNDS\n"
            _ = write(STDERR_FILENO, text, text.utf8.count)
            exit(2)
        }
        let descriptor = open(words[1], O_RDONLY)
        guard descriptor >= 0 else { throw Refusal(.failed, what: "cannot be opened", at: words[1]) }
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            let first = try read(descriptor, words[1], schema: nil)
            let inferred = ContinuousClock.now
            let later = try read(descriptor, words[1], schema: first.table.schema)
            let given = ContinuousClock.now
            precondition(first.table.rowCount == later.table.rowCount, "both reads see every row")
            print(first.table.rowCount, nanoseconds(inferred - start), nanoseconds(given - inferred))
        }
    }

    private static func read(_ descriptor: Int32, _ name: String, schema: Schema?) throws -> ReadResult {
        try ExampleReader().read(fileDescriptor: descriptor, name: name, schema: schema, specification: ModelSpecification())
    }

    private static func nanoseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
    }
}

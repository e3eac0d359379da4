import Domain
import LearnAPI

/// What came of deriving a version again, in words.
enum VerifyWords {
    static func lines(_ answer: VerifyResponse) -> [String] {
        let name = "version \(answer.version) of \(answer.model)"
        switch answer.outcome {
        case .equal:
            let time = Amounts.duration(.milliseconds(Int64(answer.seconds * 1000)))
            return ["\(name): equal: derived again in \(time), it has the same digest"]
        case .different:
            return ["\(name): different: derived again, it has other bytes in \((answer.parts ?? []).joined(separator: ", "))"]
        case .incomparable:
            let made = answer.making.map { "it was made by \(words($0))" } ?? "the release that made it did not record its recipe and CPU"
            return ["\(name): cannot be compared: \(made); this is \(words(answer.comparedBy))"]
        case .damaged:
            return ["\(name): damaged"] + (answer.faults ?? []).map { "  " + $0.printable }
        }
    }

    static func words(_ making: Making) -> String { "learnd \(making.release), recipe \(making.recipe), on \(making.processor)" }
}

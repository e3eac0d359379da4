import Domain

/// The words of one layer's text, read one after another.
package struct LayerWords {
    private let text: String
    private var rest: ArraySlice<Substring>

    init(_ text: String) {
        self.text = text
        rest = text.split(separator: " ")[...]
    }

    func refusal(_ what: String) -> Refusal {
        Refusal(
            .invalid,
            what: "\(what) in the layer '\(text)'",
            fix: "write one of: \(LayerDescription.usages.joined(separator: ", "))"
        )
    }

    mutating func word() throws(Refusal) -> String {
        guard let first = rest.popFirst() else { throw refusal("a word is missing") }
        return String(first)
    }

    mutating func number(_ what: String, _ range: ClosedRange<Int>) throws(Refusal) -> Int {
        let word = try word()
        guard let number = Int(word), range.contains(number) else {
            throw refusal("'\(word)' is no number of \(what) from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func share() throws(Refusal) -> Double {
        let word = try word()
        guard let share = Double(word), share >= 0, share < 1 else { throw refusal("'\(word)' is no share from 0 to below 1") }
        return share
    }

    mutating func size() throws(Refusal) -> (height: Int, width: Int) {
        let word = try word()
        let parts = word.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let height = parts[0], let width = parts[1], (1...32).contains(height), (1...32).contains(width) else {
            throw refusal("'\(word)' is no size such as 3x3, of 1 to 32 each,")
        }
        return (height, width)
    }

    /// All that is left, as names with numbers.
    mutating func options(_ names: [String]) throws(Refusal) -> [String: String] {
        var options: [String: String] = [:]
        while let name = rest.popFirst() {
            guard names.contains(String(name)), options[String(name)] == nil else { throw refusal("'\(name)' is not expected") }
            options[String(name)] = try word()
        }
        return options
    }

    func option(_ name: String, _ options: [String: String], _ range: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let word = options[name] else { return nil }
        guard let number = Int(word), range.contains(number) else {
            throw refusal("'\(name) \(word)' is not from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func expectEnd() throws(Refusal) {
        if let next = rest.first { throw refusal("'\(next)' is not expected") }
    }
}

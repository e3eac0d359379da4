/// Lines that are passed over, counted.
struct PassedLines {
    private var count = 0
    private var first = 0

    mutating func append(_ line: Int) {
        count += 1
        if count == 1 { first = line }
    }

    /// `2 comment lines are passed over, the first is line 7`; nil if there are none.
    func text(_ one: String, _ many: String? = nil) -> String? {
        switch count {
        case 0: nil
        case 1: "1 \(one) is ignored, line \(first)"
        default: "\(count) \(many ?? one + "s") are ignored, the first is line \(first)"
        }
    }
}

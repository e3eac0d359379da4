import FoundationEssentials

/// Files to learn from.
enum SampleFiles {
    /// Two clouds of points, `left` and `right`, five deviations apart: any network learns them in a second.
    ///
    /// - Parameters:
    ///   - seed: Other rows for another seed.
    ///   - swapped: Every label is the other one: a file that no gate may let through after one that is not.
    static func points(seed: UInt64, rows: Int = 300, swapped: Bool = false) -> String {
        var random = SampleRandom(seed: seed)
        var text = "x,y,label\n"
        for _ in 0..<rows {
            let isLeft = random.next() & 1 == 0
            let x = (isLeft ? -2.0 : 2.0) + random.spread() * 0.8
            text += "\(x),\(random.spread()),\(isLeft != swapped ? "left" : "right")\n"
        }
        return text
    }

    /// Rows to be predicted, as the body of a request.
    static func question(seed: UInt64, rows: Int = 20) -> String {
        var random = SampleRandom(seed: seed)
        return "{\"rows\":[" + (0..<rows).map { _ in "{\"x\":\(random.spread() * 4),\"y\":\(random.spread())}" }.joined(separator: ",")
            + "]}"
    }

    /// A file of handwritten digits from `Examples/`: 1 holds zeros and ones, 5 eights and nines.
    static func digits(_ number: Int) -> String {
        let classes = "\(2 * number - 2)-\(2 * number - 1)"
        return root.appending(path: "Examples/digits/digits-\(number)-classes-\(classes).csv").path
    }

    /// The first rows of that file, as the body of a request.
    static func digitsQuestion(_ number: Int, rows: Int = 20) throws -> String {
        let lines = try String(contentsOfFile: digits(number), encoding: .utf8).split(separator: "\n")
        let names = lines[0].split(separator: ",").dropLast()
        let objects = lines[1...rows].map { line in
            "{" + zip(names, line.split(separator: ",")).map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        }
        return "{\"rows\":[" + objects.joined(separator: ",") + "]}"
    }

    /// A file of `Tests/Cases`.
    static func text(ofCase name: String) throws -> String {
        try String(contentsOfFile: root.appending(path: "Tests/Cases/\(name)").path, encoding: .utf8)
    }

    /// The tree.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
}

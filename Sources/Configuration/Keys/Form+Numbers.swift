import Domain

extension Form where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> Form {
        scalar(
            "a whole number from \(range.lowerBound) to \(range.upperBound)",
            parse: { text in WholeNumber.parse(text).flatMap { range.contains($0) ? $0 : nil } },
            render: { String($0) }
        )
    }

    /// A number of bytes.
    static func size(_ range: ClosedRange<Int>) -> Form {
        scalar(
            "a size from \(ByteSize.render(range.lowerBound)) to \(ByteSize.render(range.upperBound))",
            parse: { text in ByteSize.parse(text).flatMap { range.contains($0) ? $0 : nil } },
            render: { ByteSize.render($0) }
        )
    }
}

extension Form where Value == UInt64 {
    /// A seed; kept below 2^63 so that every tool that reads the file can hold it.
    static func seed() -> Form {
        scalar(
            "a whole number from 0 to \(Int.max)",
            parse: { text in WholeNumber.parse(text).flatMap { $0 >= 0 ? UInt64($0) : nil } },
            render: { String($0) }
        )
    }
}

extension Form where Value == Double {
    static func number(_ range: ClosedRange<Double>) -> Form {
        scalar(
            "a number from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))",
            parse: { text in
                guard text.utf8.allSatisfy({ Self.numeric.contains($0) }) else { return nil }
                return Double(text).flatMap { range.contains($0) ? $0 : nil }
            },
            render: { Self.text($0) }
        )
    }

    /// What a decimal number may be made of: keeps out `inf`, `nan` and hexadecimal.
    private static var numeric: String.UTF8View { "0123456789+-.eE".utf8 }

    static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }
}

extension Form where Value == Duration {
    static func duration(_ range: ClosedRange<Duration>) -> Form {
        scalar(
            "a duration from \(TimeSpan.render(range.lowerBound)) to \(TimeSpan.render(range.upperBound))",
            parse: { text in TimeSpan.parse(text).flatMap { range.contains($0) ? $0 : nil } },
            render: { TimeSpan.render($0) }
        )
    }
}

extension Form where Value == UInt32 {
    /// Permission bits in octal.
    static func mode() -> Form {
        scalar(
            "permissions in octal from 0600 to 0777",
            parse: { text in
                let digits = text.hasPrefix("0o") ? String(text.dropFirst(2)) : text
                guard digits.utf8.allSatisfy({ (48...55).contains($0) }), let mode = UInt32(digits, radix: 8) else { return nil }
                return (0o600...0o777).contains(mode) ? mode : nil
            },
            render: { "0" + String($0, radix: 8) }
        )
    }
}

extension Form where Value == [Int] {
    /// A list of whole numbers, as `[128, 64]` in the file and `128,64` in a variable.
    static func integers(_ range: ClosedRange<Int>, count: ClosedRange<Int>) -> Form {
        Form(
            "a list of \(count.lowerBound) to \(count.upperBound) whole numbers from \(range.lowerBound) to \(range.upperBound)",
            parse: { written, _ in
                let items: [String]
                switch written {
                case .list(let list): items = list
                case .scalar(let text): items = ListText.items(of: text)
                default: return nil
                }
                let numbers = items.compactMap { WholeNumber.parse($0) }
                guard numbers.count == items.count, count.contains(numbers.count), numbers.allSatisfy(range.contains) else { return nil }
                return numbers
            },
            render: { "[\($0.map(String.init).joined(separator: ", "))]" }
        )
    }
}

extension Form where Value == LeastProbability {
    static func leastProbability() -> Form {
        let number = Form<Double>.number(0...1)
        return scalar(
            "off, auto, or a number from 0 to 1",
            parse: { text in
                switch text {
                case "off", "false", "no": .off
                case "auto": .auto
                default: number.parse(.scalar(text), "").map { .at($0) }
                }
            },
            render: { value in
                switch value {
                case .off: "off"
                case .auto: "auto"
                case .at(let share): Form<Double>.text(share)
                }
            }
        )
    }
}

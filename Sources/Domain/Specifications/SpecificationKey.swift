/// One key of a specification, and all that is to be said of it: name, range, effect, help, and its place. The default is what an untouched
/// specification holds.
public struct SpecificationKey<Root: Sendable>: Sendable {
    /// Where a value lies in `Root`.
    public typealias Path<Value> = any WritableKeyPath<Root, Value> & Sendable

    /// The place in `Root`, and what may stand there.
    public enum Place: Sendable {
        case number(Path<Double>, ClosedRange<Double>)
        /// - otherwise: What holds where there is none.
        case optionalNumber(Path<Double?>, ClosedRange<Double>, otherwise: String)
        case integer(Path<Int>, ClosedRange<Int>)
        case optionalInteger(Path<Int?>, ClosedRange<Int>, otherwise: String)
        case flag(Path<Bool>)
        /// By a parameter's path or the beginning of one.
        case numbersByPath(Path<[String: Double]>, ClosedRange<Double>)
        case choice(Choice)
    }

    /// One of some words.
    public struct Choice: Sendable {
        /// All that may be written, in the order of their cases.
        public let words: [String]
        /// The word that `Root` holds.
        public let read: @Sendable (Root) -> String
        /// Fills a word in; one that is none of `words` changes nothing.
        public let write: @Sendable (inout Root, String) -> Void
    }

    /// As it is written below its group: `weight_decay`.
    public let name: String
    /// Its name in an earlier release, under which it is still read; nil: it had no other.
    public let former: String?
    /// The value's type and range, and where it lies.
    public let place: Place
    /// When a changed value begins to count.
    public let takesEffect: TakesEffect
    /// What it does, for who sets it.
    public let help: String
    let encode: @Sendable (Root, inout KeyedEncodingContainer<SpecificationName>) throws -> Void
    let decode: @Sendable (inout Root, KeyedDecodingContainer<SpecificationName>) throws -> Void

    private init<Value: Codable & Sendable>(
        _ name: String,
        former: String? = nil,
        _ place: Place,
        _ path: Path<Value>,
        _ takesEffect: TakesEffect,
        _ help: String
    ) {
        self.init(name, former: former, place, takesEffect, help) {
            try $1.encode($0[keyPath: path], forKey: SpecificationName(name))
        } decode: {
            for name in [former, name].compactMap(\.self) {
                if let value = try $1.decodeIfPresent(Value.self, forKey: SpecificationName(name)) { $0[keyPath: path] = value }
            }
        }
    }

    private init<Value: Codable & Sendable>(
        _ name: String,
        _ place: Place,
        optional path: Path<Value?>,
        _ takesEffect: TakesEffect,
        _ help: String
    ) {
        self.init(name, place, takesEffect, help) {
            try $1.encodeIfPresent($0[keyPath: path], forKey: SpecificationName(name))
        } decode: {
            $0[keyPath: path] = try $1.decodeIfPresent(Value.self, forKey: SpecificationName(name))
        }
    }

    private init(
        _ name: String,
        former: String? = nil,
        _ place: Place,
        _ takesEffect: TakesEffect,
        _ help: String,
        encode: @escaping @Sendable (Root, inout KeyedEncodingContainer<SpecificationName>) throws -> Void,
        decode: @escaping @Sendable (inout Root, KeyedDecodingContainer<SpecificationName>) throws -> Void
    ) {
        self.name = name
        self.former = former
        self.place = place
        self.takesEffect = takesEffect
        self.help = help
        self.encode = encode
        self.decode = decode
    }
}

extension SpecificationKey {
    static func number(_ name: String, _ path: Path<Double>, _ range: ClosedRange<Double>, _ effect: TakesEffect = .nextJob, help: String)
        -> Self
    {
        Self(name, .number(path, range), path, effect, help)
    }

    static func number(
        _ name: String,
        _ path: Path<Double?>,
        _ range: ClosedRange<Double>,
        otherwise: String,
        _ effect: TakesEffect = .nextJob,
        help: String
    ) -> Self {
        Self(name, .optionalNumber(path, range, otherwise: otherwise), optional: path, effect, help)
    }

    static func integer(_ name: String, _ path: Path<Int>, _ range: ClosedRange<Int>, _ effect: TakesEffect = .nextJob, help: String)
        -> Self
    {
        Self(name, .integer(path, range), path, effect, help)
    }

    static func integer(
        _ name: String,
        _ path: Path<Int?>,
        _ range: ClosedRange<Int>,
        otherwise: String,
        _ effect: TakesEffect = .nextJob,
        help: String
    ) -> Self {
        Self(name, .optionalInteger(path, range, otherwise: otherwise), optional: path, effect, help)
    }

    static func flag(_ name: String, _ path: Path<Bool>, _ effect: TakesEffect = .nextJob, help: String) -> Self {
        Self(name, .flag(path), path, effect, help)
    }

    static func numbersByPath(
        _ name: String,
        _ path: Path<[String: Double]>,
        _ range: ClosedRange<Double>,
        _ effect: TakesEffect = .nextJob,
        help: String
    ) -> Self {
        Self(name, .numbersByPath(path, range), path, effect, help)
    }

    /// - Parameter former: Its name in an earlier release: what was written under it is still read.
    static func choice<Value>(
        _ name: String,
        _ path: Path<Value>,
        formerly former: String? = nil,
        _ effect: TakesEffect = .nextJob,
        help: String
    ) -> Self
    where Value: CaseIterable & RawRepresentable & Codable & Sendable, Value.RawValue == String {
        let choice = Choice(
            words: Value.allCases.map(\.rawValue),
            read: { $0[keyPath: path].rawValue },
            write: { root, word in if let value = Value(rawValue: word) { root[keyPath: path] = value } }
        )
        return Self(name, former: former, .choice(choice), path, effect, help)
    }

    /// One of some words, or none of them.
    ///
    /// - Parameter none: The word for none. It is not kept: so digests of what says nothing are those of releases that did not know the key.
    static func choice<Value>(
        _ name: String,
        _ path: Path<Value?>,
        orNone none: String,
        _ effect: TakesEffect = .nextJob,
        help: String
    ) -> Self
    where Value: CaseIterable & RawRepresentable & Codable & Sendable, Value.RawValue == String {
        let choice = Choice(
            words: [none] + Value.allCases.map(\.rawValue),
            read: { $0[keyPath: path]?.rawValue ?? none },
            write: { root, word in
                if let value = Value(rawValue: word) { root[keyPath: path] = value } else if word == none { root[keyPath: path] = nil }
            }
        )
        return Self(name, .choice(choice), optional: path, effect, help)
    }
}

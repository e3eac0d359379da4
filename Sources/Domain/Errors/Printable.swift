extension String {
    /// Without control and direction characters: what comes from file names and data must neither steer a terminal, nor break a table's lines, nor show
    /// a text in another order than it has.
    public var printable: String {
        guard unicodeScalars.contains(where: \.steers) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.steers ? "\u{FFFD}" : $0 }))
    }
}

extension Unicode.Scalar {
    /// A control character, a line's or paragraph's end, or a mark of direction or format.
    public var steers: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format: true
        default: false
        }
    }
}

import Glibc

/// Where a verb writes: results to standard output, all else to standard error.
public struct Console: Sendable {
    /// What is known about the two streams.
    public struct Traits: Hashable, Sendable {
        /// Color may be used on standard output.
        public var colors: Bool
        /// Standard output is a terminal: a person reads it.
        public var isTerminal: Bool
        /// Standard error is a terminal, so that progress may be redrawn on it.
        public var showsProgress: Bool
        /// A person sits at standard input and standard error, who may be asked.
        public var asks: Bool
        /// Columns of the terminal.
        public var width: Int
        /// Tables and texts are made to fit a terminal; false with `--no-trunc`.
        public var fits = true

        /// What tables and texts are made to fit; nil where they are not, as for a pipe or a file.
        var fitting: Int? { isTerminal && fits ? width : nil }

        /// The defaults are those of pipes: no colors, no progress, nobody to ask.
        public init(
            colors: Bool = false,
            isTerminal: Bool = false,
            showsProgress: Bool = false,
            asks: Bool = false,
            width: Int = 80
        ) {
            self.colors = colors
            self.isTerminal = isTerminal
            self.showsProgress = showsProgress
            self.asks = asks
            self.width = width
        }
    }

    /// Decides what is painted, cut and redrawn.
    public var traits: Traits
    private let out: @Sendable (String) -> Void
    private let error: @Sendable (String) -> Void
    private let answer: @Sendable () -> String?

    /// - Parameter answer: The next line of standard input; nil at its end.
    public init(
        traits: Traits = Traits(),
        out: @escaping @Sendable (String) -> Void,
        error: @escaping @Sendable (String) -> Void,
        answer: @escaping @Sendable () -> String? = { nil }
    ) {
        self.traits = traits
        self.out = out
        self.error = error
        self.answer = answer
    }

    /// The process's own streams; `NO_COLOR` (no-color.org) and `TERM=dumb` are honored.
    public static func standard(environment: [String: String]) -> Console {
        var size = winsize()
        let hasSize = [STDOUT_FILENO, STDERR_FILENO].contains { ioctl($0, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 }
        let plain = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        let traits = Traits(
            colors: isatty(STDOUT_FILENO) == 1 && !plain,
            isTerminal: isatty(STDOUT_FILENO) == 1,
            showsProgress: isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb",
            asks: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1,
            width: hasSize ? Int(size.ws_col) : 80
        )
        return Console(
            traits: traits,
            out: { Self.write($0, to: STDOUT_FILENO) },
            error: { Self.write($0, to: STDERR_FILENO) },
            answer: { readLine() }
        )
    }

    /// A line of the result.
    public func line(_ text: String = "") { out(text + "\n") }

    /// Lines of the result.
    public func lines(_ lines: [String]) {
        if !lines.isEmpty { out(lines.joined(separator: "\n") + "\n") }
    }

    /// A remark beside the result.
    public func remark(_ text: String) { error(text + "\n") }

    /// Asks for a yes or no; what is neither is a no.
    ///
    /// - Returns: Nil where nobody can be asked.
    public func ask(_ question: String) -> Bool? {
        guard traits.asks else { return nil }
        error(question)
        return ["y", "yes"].contains((answer() ?? "").lowercased().trimmingSpaces)
    }

    /// Redraws the progress line; nothing where standard error is no terminal.
    public func progress(_ text: String) {
        guard traits.showsProgress else { return }
        error("\r\u{1B}[K" + String(text.prefix(max(traits.width - 1, 10))))
    }

    /// Takes the progress line away.
    public func endProgress() {
        if traits.showsProgress { error("\r\u{1B}[K") }
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 {
                    // A reader that left (`| head`) ends the command as SIGPIPE would.
                    if errno == EINTR { continue }
                    if errno == EPIPE { exit(141) }
                    let reason = String(cString: strerror(errno))
                    if descriptor != STDERR_FILENO { write("learnctl: standard output cannot be written: \(reason)\n", to: STDERR_FILENO) }
                    exit(CommandStatus.failed.rawValue)
                }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            }
        }
    }
}

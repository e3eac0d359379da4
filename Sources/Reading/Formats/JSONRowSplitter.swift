import Domain
import Glibc

/// The rows' objects one after another, not yet looked into.
final class JSONRowSplitter {
    let window: ByteWindow

    private let name: String
    private let form: Form
    /// Lines read so far or, in a document, rows.
    private var count = 0
    private var state = State.before

    private enum Form {
        case lines
        case elements
        /// Each behind a name of its own.
        case keyed
    }

    private enum State {
        /// Outside of any list.
        case before
        /// In one, before its first object or behind a comma.
        case expecting
        /// In one, behind an object.
        case behind
    }

    /// - Parameter layout: Not `.table`.
    init(_ layout: JSONLayout, file: InputFile) throws(Refusal) {
        name = file.name
        switch layout {
        case .part(let document, let range, let areKeyed):
            form = areKeyed ? .keyed : .elements
            let source = MemorySource(UnsafeBufferPointer(rebasing: document.bytes[range]), of: document)
            window = file.window(source, passed: document.bytes.count - range.count)
        case .lines, .elements, .table:
            if case .lines = layout { form = .lines } else { form = .elements }
            let text = try file.openText()
            window = file.window(text.source, passing: text.markBytes)
        }
    }

    /// The next row; nil at the end. In a document rows are counted, lines in it tell little.
    func next() throws(Refusal) -> (line: Int, bytes: UnsafeBufferPointer<UInt8>)? {
        guard let bytes = form == .lines ? try nextLine() : try nextElement() else { return nil }
        count += 1
        return (count, bytes)
    }

    /// The next line without its line feed; nil at the end.
    private func nextLine() throws(Refusal) -> UnsafeBufferPointer<UInt8>? {
        while true {
            let start = window.base + window.start
            let length = window.end - window.start
            if let found = memchr(start, Int32(UInt8(ascii: "\n")), length) {
                let bytes = UnsafeBufferPointer(
                    start: UnsafePointer(start),
                    count: start.distance(to: found.assumingMemoryBound(to: UInt8.self))
                )
                window.start += bytes.count + 1
                return bytes
            }
            if window.isWhole {
                guard length > 0 else { return nil }
                window.start = window.end
                return UnsafeBufferPointer(start: UnsafePointer(start), count: length)
            }
            try window.readMore(line: count + 1)
        }
    }

    private func nextElement() throws(Refusal) -> UnsafeBufferPointer<UInt8>? {
        while let token = try token() {
            switch (token, state) {
            case (UInt8(ascii: "["), .before) where form == .elements, (UInt8(ascii: "{"), .before) where form == .keyed:
                window.start += 1
                state = .expecting
            case (UInt8(ascii: "]"), .behind), (UInt8(ascii: "]"), .expecting):
                guard form == .elements else { throw damaged("a name in quotes is expected") }
                window.start += 1
                state = .before
            case (UInt8(ascii: "}"), .behind) where form == .keyed, (UInt8(ascii: "}"), .expecting) where form == .keyed:
                window.start += 1
                state = .before
            case (UInt8(ascii: ","), .behind):
                window.start += 1
                state = .expecting
            // Objects with commas between them and no list around.
            case (UInt8(ascii: ","), .before) where count > 0: window.start += 1
            case (_, .behind): throw damaged("a comma or the end of the list is expected")
            case (UInt8(ascii: "{"), .before), (_, .expecting): return try element()
            default: throw damaged("something else follows")
            }
        }
        guard state == .before else { throw cutShort }
        return nil
    }

    /// The value at the window's start.
    private func element() throws(Refusal) -> UnsafeBufferPointer<UInt8>? {
        while true {
            let there = UnsafeBufferPointer(start: UnsafePointer(window.base), count: window.end)
            var cursor = JSONCursor(there, at: window.start)
            var isNamed = true
            if form == .keyed { isNamed = cursor.skip() != nil && cursor.take(":") }
            if isNamed, let value = cursor.skip(isWhole: window.isWhole) {
                window.start = value.upperBound
                if state == .expecting { state = .behind }
                return UnsafeBufferPointer(rebasing: there[value])
            }
            guard !window.isWhole else { throw cutShort }
            try window.readMore(line: count + 1)
        }
    }

    /// The next byte that is not white space, at the window's start; nil at the end.
    private func token() throws(Refusal) -> UInt8? {
        while true {
            while window.start < window.end {
                let byte = window.base[window.start]
                guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
                window.start += 1
            }
            if window.isWhole { return nil }
            try window.readMore(line: count + 1)
        }
    }

    private var cutShort: Refusal {
        Refusal(.invalid, what: "the file ends inside its JSON, after row \(count)", at: name, fix: "write the file again")
    }

    private func damaged(_ how: String) -> Refusal {
        Refusal(
            .invalid,
            what: "the file's JSON is damaged after row \(count): \(how)",
            at: name,
            fix: "write the file again; 'jq . \(name)' shows what is wrong"
        )
    }
}

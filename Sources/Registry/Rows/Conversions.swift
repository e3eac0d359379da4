import Domain
import FoundationEssentials
import GRDB

extension Digest {
    /// As the database holds it: 32 bytes.
    var data: Data { Data(bytes) }

    init(_ data: Data) { self.init(bytes: data) }
}

/// JSON documents cross the registry as bytes and are TEXT in the database, so that `sqlite3` shows them.
enum Document {
    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    static func list(_ strings: [String]) throws -> String {
        strings.isEmpty ? "[]" : String(decoding: try JSONEncoder().encode(strings), as: UTF8.self)
    }

    static func strings(_ text: String) throws -> [String] {
        text == "[]" ? [] : try JSONDecoder().decode([String].self, from: Data(text.utf8))
    }
}

extension Row {
    /// A value that one of our own CHECKs or foreign keys vouches for.
    func known<Value: RawRepresentable<String>>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        let text: String = self[column]
        guard let value = Value(rawValue: text) else {
            throw Refusal(
                .failed,
                what: "column '\(column)' holds '\(text)', which this learnd does not know",
                fix: "install the newer learnd again"
            )
        }
        return value
    }

    func version(_ column: String) -> VersionNumber? { (self[column] as Int?).map { VersionNumber($0) } }
    func time(_ column: String) -> UnixTime { UnixTime(milliseconds: self[column]) }
    func initiator(_ uid: String, _ pid: String, _ user: String) -> Initiator {
        Initiator(uid: UInt32(truncatingIfNeeded: self[uid] as Int64), pid: Int32(truncatingIfNeeded: self[pid] as Int64), user: self[user])
    }
}

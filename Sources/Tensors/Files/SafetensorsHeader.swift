/// A safetensors file's header: where each tensor lies.
struct SafetensorsHeader: Decodable {
    /// The key of the free text that a header may hold beside the tensors.
    static let metadata = "__metadata__"

    struct Entry: Codable {
        var dtype: String
        var shape: [Int]
        /// First byte and the byte after the last, counted from the header's end.
        var data_offsets: [Int]
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    var entries: [String: Entry] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for name in container.allKeys {
            if name.stringValue == Self.metadata {
                _ = try container.decode([String: String].self, forKey: name)
            } else {
                entries[name.stringValue] = try container.decode(Entry.self, forKey: name)
            }
        }
    }
}

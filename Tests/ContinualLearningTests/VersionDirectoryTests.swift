import ContinualLearning
import Domain
import Files
import Foundation
import Hashing
import Testing

@Suite("Version directory")
struct VersionDirectoryTests {
    /// Documents, row sets and tensors of any type; names that are each other's beginning.
    private static let parts = [
        VersionPart(name: "model", kind: .document, bytes: Array("{}".utf8)),
        VersionPart(name: "model/calibration", kind: .document, bytes: Array(#"{"temperature":1.5}"#.utf8)),
        VersionPart(
            name: "weights/layers.0.weight",
            kind: .tensor(elementType: "F32", shape: [1, 2]),
            bytes: [0, 0, 128, 63, 0, 0, 0, 64]
        ),
        VersionPart(name: "sums/gram", kind: .tensor(elementType: "F64", shape: [1]), bytes: [0, 0, 0, 0, 0, 0, 240, 63]),
        VersionPart(name: "sums", kind: .tensor(elementType: "I32", shape: []), bytes: [1, 2, 3, 4]),
        VersionPart(name: "memory", kind: .rows, bytes: []),
        VersionPart(name: "large", kind: .rows, bytes: (0..<20_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }),
    ]

    private func withDirectory(_ body: (VersionDirectory) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path + "/learnd-version-\(UUID().uuidString)"
        defer { Folder.remove(path) }
        try body(VersionDirectory(path: path))
    }

    @Test("keeps every part under its own name, type and kind, whole and in pieces")
    func roundTrip() throws {
        try withDirectory { directory in
            try directory.write(Self.parts)
            #expect(try directory.parts() == Self.parts.map(\.reference))
            #expect(try directory.read() == Self.parts)
            #expect(try directory.read(where: { $0 == "sums" }) == [Self.parts[4]])
            for part in Self.parts {
                let next = try directory.source(of: part.reference).open()
                var bytes: [UInt8] = []
                while let piece = try next() {
                    #expect(piece.count <= PartSource.pieceBytes)
                    bytes += piece
                }
                #expect(bytes == part.bytes, "\(part.name)")
            }
        }
    }

    @Test("finds a byte that was changed in any of its files, in pieces too", arguments: parts.map(\.name) + ["version.json"])
    func damage(name: String) throws {
        try withDirectory { directory in
            try directory.write(Self.parts)
            let path = "\(directory.path)/\(name)" + (name.hasSuffix(".json") ? "" : ".part")
            var bytes = try WholeFile.read(path)
            bytes[bytes.count / 3] ^= 1
            try WholeFile.write(bytes, to: path)
            #expect(throws: DamagedFile.self) { try directory.read() }
            guard let part = Self.parts.first(where: { $0.name == name })?.reference else { return }
            #expect(throws: DamagedFile.self) {
                let next = try directory.source(of: part).open()
                while try next() != nil {}
            }
        }
    }

    @Test(
        "takes no name that leads out of it",
        arguments: ["../x", "/x", "a//b", "a/./b", "", "a\u{0}b", String(repeating: "n", count: 300)]
    )
    func names(name: String) throws {
        try withDirectory { directory in
            #expect(throws: Refusal.self) { _ = try directory.writer(of: name) }
        }
    }

    @Test("is not whole before its list is written")
    func unfinished() throws {
        try withDirectory { directory in
            let writer = try directory.writer(of: "model")
            try writer.append([1, 2, 3])
            #expect(throws: DamagedFile.self) { try directory.read() }
            try writer.finish()
            #expect(throws: DamagedFile.self) { try directory.parts() }
        }
    }
}

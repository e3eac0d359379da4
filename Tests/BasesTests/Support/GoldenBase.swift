import Domain
import Files
import Tensors

@testable import Bases

/// A folder that `Golden/make_golden.py` has made, and what transformers makes of it.
struct GoldenBase: Sendable, CustomStringConvertible {
    static let all = ["bert", "bert-f16", "bert-bf16", "distilbert", "roberta", "roberta-bf16"].map(GoldenBase.init)

    let name: String

    var description: String { name }

    static let folder: String = {
        let here = #filePath
        return here.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" } + "/Golden"
    }()

    var path: String { "\(Self.folder)/\(name)" }

    struct Expected {
        var tokens: [Int32]
        var lengths: [Int]
        var hidden: [Float]
        var vectors: [Float]
    }

    func expected() throws -> Expected {
        let bytes = try WholeFile.read("\(path).expected.safetensors")
        let tensors = Dictionary(uniqueKeysWithValues: try Safetensors.decode(bytes).map { ($0.name, $0.tensor.elements) })
        return Expected(
            tokens: tensors["tokens"]!.map { Int32($0) },
            lengths: tensors["lengths"]!.map { Int($0) },
            hidden: tensors["hidden"]!,
            vectors: tensors["vectors"]!
        )
    }

    /// Its files by their paths.
    func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in Folder.names(path) {
            let inner = Folder.names("\(path)/\(name)").map { "\(name)/\($0)" }
            for file in inner.isEmpty ? [name] : inner { files[file] = try WholeFile.read("\(path)/\(file)") }
        }
        return files
    }
}

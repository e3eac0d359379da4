import Domain
import FoundationEssentials

/// The dotted names under which a specification encodes itself.
enum CodingNames {
    private indirect enum Tree: Decodable {
        case leaf
        case branch([String: Tree])

        init(from decoder: any Decoder) throws {
            if let branch = try? decoder.singleValueContainer().decode([String: Tree].self) {
                self = .branch(branch)
            } else {
                self = .leaf
            }
        }
    }

    static func names(of specification: ModelSpecification) throws -> [String] {
        let tree = try JSONDecoder().decode(Tree.self, from: JSONEncoder().encode(specification))
        return names(of: tree, under: "")
    }

    private static func names(of tree: Tree, under prefix: String) -> [String] {
        // These are one value each, whose names are the data's or the network's.
        let single = ["columns", "labels", "network.image", "training.freeze", "training.rates"]
        guard !single.contains(prefix), case .branch(let branches) = tree else { return [prefix] }
        return branches.flatMap { names(of: $0.value, under: prefix.isEmpty ? $0.key : "\(prefix).\($0.key)") }
    }
}

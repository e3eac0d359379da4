import Domain
import Tensors

/// By what a version was made, which decides, besides its derivation, what bytes it comes to. Kept beside the version, not in its digest.
public struct Making: Hashable, Sendable, Codable {
    /// The number of what this release does with a derivation. To be raised with every change after which the same derivation comes to other
    /// bytes, however slightly: what another recipe made is not damaged because it comes out otherwise now.
    public static let currentRecipe = 2

    /// The release of learnd.
    public var release: String
    /// `currentRecipe` of that release.
    public var recipe: Int
    /// The instructions of the CPU that its kernels chose: sums are rounded alike on the same kind only.
    public var processor: String

    /// By what this process makes versions on this CPU.
    public static var current: Making {
        Making(release: Release.text, recipe: currentRecipe, processor: Instructions.best.rawValue)
    }

    /// Whether the same derivation comes to the same bytes here.
    public var isRepeatable: Bool { recipe == Self.currentRecipe && processor == Self.current.processor }
}

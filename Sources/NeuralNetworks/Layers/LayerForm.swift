import Domain

/// How a kind of layer is written in a configuration and what is made of it; it lies in the layer's own file. Names and defaults are PyTorch's.
package protocol LayerForm: Sendable {
    /// Its first word: `conv`.
    static var word: String { get }
    /// What may be written, for people: `conv 32 3x3 [stride 2] [pad 1] [groups 4]`.
    static var usage: String { get }
    /// Whether the layer itself can cut off negative results, so that a ReLU after it costs nothing.
    static var cutsOff: Bool { get }

    /// - Parameter words: Those after the first; none is to be left.
    /// - Throws: `Refusal` with the word that is not understood.
    init(_ words: inout LayerWords) throws(Refusal)

    /// The layer; nil where what comes before it has done its work.
    ///
    /// - Throws: `Refusal` where it does not fit what comes before it.
    func layer(at site: inout LayerSite) throws(Refusal) -> (any Layer)?
}

extension LayerForm {
    package static var usage: String { word }
    package static var cutsOff: Bool { false }
}

/// Where a layer is put: what comes before it and after it, and whence it has its parameters.
package struct LayerSite {
    /// `layers.3`.
    let path: String
    let input: Extent
    /// Whether a ReLU follows, for layers that cut off themselves.
    let relu: Bool
    /// Whether the layer before has cut off already.
    let isCutOff: Bool
    let precision: Precision
    var allocator: ParameterAllocator

    func refusal(_ what: String) -> Refusal {
        Refusal(.invalid, what: "the network cannot be built: \(what)", at: path, fix: "change network.layers, or the size of the images")
    }

    /// Whether a window, with zeros around the image, is within it.
    func require(_ height: Int, _ width: Int, padding: Int) throws(Refusal) {
        guard input.height + 2 * padding >= height, input.width + 2 * padding >= width else {
            throw refusal("its window of \(height) × \(width) is larger than what comes before it (\(input.height) × \(input.width))")
        }
    }
}

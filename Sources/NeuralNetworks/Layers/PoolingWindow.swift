import Domain
import Tensors

/// The window of a pooling layer, as it is written: `2x2 [stride 2] [pad 0]`.
package struct PoolingWindow: Hashable, Sendable {
    package let height: Int
    package let width: Int
    package let stride: Int
    package let padding: Int

    static let usage = "2x2 [stride 2] [pad 0]"

    package init(height: Int, width: Int, stride: Int, padding: Int) {
        self.height = height
        self.width = width
        self.stride = stride
        self.padding = padding
    }

    init(_ words: inout LayerWords) throws(Refusal) {
        let size = try words.size()
        let options = try words.options(["stride", "pad"])
        let padding = try words.option("pad", options, 0...16) ?? 0
        guard 2 * padding <= min(size.height, size.width) else { throw words.refusal("a padding of more than half the window") }
        self.init(
            height: size.height,
            width: size.width,
            stride: try words.option("stride", options, 1...32) ?? size.height,
            padding: padding
        )
    }

    /// Over these rows.
    func shape(_ input: Extent) -> PoolingShape {
        PoolingShape(
            height: input.height,
            width: input.width,
            channels: input.channels,
            kernelHeight: height,
            kernelWidth: width,
            stride: stride,
            padding: padding
        )
    }
}

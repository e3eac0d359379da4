import Domain
import Rows
import Tensors

/// Images as a network trains on them: pixels as they are, standardized, moved and mirrored each time they are taken.
struct PreparedImages: PreparedInputs {
    let pixels: [UInt8]
    let shape: ImageShape
    /// Each pixel value, standardized, channel after channel: `[channels, 256]`.
    let scale: [Float]
    /// Pixels by which an image is moved at most.
    let shift: Int
    let flips: Bool

    func fill(_ input: UnsafeMutablePointer<Float>, row: Int, random: inout RandomSource) {
        let (down, right) = shift > 0 ? (random.offset(within: shift), random.offset(within: shift)) : (0, 0)
        let isMirrored = flips && random.next() & 1 == 1
        let (height, width, channels) = (shape.height, shape.width, shape.channels)
        pixels.withUnsafeBufferPointer { pixels in
            scale.withUnsafeBufferPointer { scale in
                let image = pixels.baseAddress! + row * shape.count
                for y in 0..<height {
                    // What comes in from beyond the edge is the edge's own.
                    let line = image + min(max(y - down, 0), height - 1) * width * channels
                    for x in 0..<width {
                        let index = min(max((isMirrored ? width - 1 - x : x) - right, 0), width - 1)
                        for channel in 0..<channels {
                            input[(y * width + x) * channels + channel] = scale[channel * 256 + Int(line[index * channels + channel])]
                        }
                    }
                }
            }
        }
    }
}

extension RandomSource {
    /// Uniform in −most…most.
    fileprivate mutating func offset(within most: Int) -> Int { Int(next() % UInt64(2 * most + 1)) - most }
}

extension PreparedRows {
    init(_ table: ExampleTable, _ document: ImageDocument, shift: Int, flips: Bool) {
        guard let (pixels, shape) = table.columns[0].images, shape == document.image else {
            preconditionFailure("images of another size than \(document.image)")
        }
        self.init(
            table.heads,
            document.heads,
            inputs: PreparedImages(
                pixels: pixels,
                shape: shape,
                scale: document.pixels.table,
                shift: shift,
                flips: flips
            )
        )
    }
}

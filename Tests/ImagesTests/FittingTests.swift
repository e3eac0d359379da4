import Domain
import Images
import Testing

@Suite("Fitting an image to a size")
struct FittingTests {
    private func fit(_ pixels: [UInt8], _ height: Int, _ width: Int, _ channels: Int = 1, to shape: String) -> [UInt8] {
        ImageFitting.fit(PixelImage(height: height, width: width, channels: channels, pixels: pixels), to: ImageShape(shape)!)
    }

    @Test("keeps an image that fits")
    func same() {
        let pixels = (0..<12).map { UInt8($0 * 20) }
        #expect(fit(pixels, 3, 4, to: "3x4x1") == pixels)
    }

    @Test("shrinks by the mean of each area")
    func mean() {
        #expect(fit([0, 10, 100, 200, 20, 30, 100, 0], 2, 4, to: "1x2x1") == [15, 100])
        // Three pixels on two: the middle one goes half to each; (0 + 90/2) / 1.5 and (90/2 + 255) / 1.5.
        #expect(fit([0, 90, 255, 0, 90, 255, 0, 90, 255], 3, 3, to: "2x2x1") == [30, 200, 30, 200])
    }

    @Test("enlarges between centers, edges stay")
    func linear() {
        // Centers of 4 pixels on 2: 0.25 before the first, then a quarter and three quarters of the way.
        #expect(fit([0, 100, 0, 100], 2, 2, to: "4x4x1") == [UInt8](repeating: 0, count: 4).indices.flatMap { _ in [0, 25, 75, 100] })
    }

    @Test("cuts the middle out of the longer side")
    func cut() {
        #expect(fit([1, 2, 3, 4, 5, 6, 7, 8], 2, 4, to: "2x2x1") == [2, 3, 6, 7])
        #expect(fit([1, 2, 3, 4, 5, 6], 6, 1, to: "2x1x1") == [3, 4])
        // An odd rest: the left one of the two middles, without blur.
        #expect(fit([1, 2, 3, 4, 5, 6], 2, 3, to: "2x2x1") == [1, 2, 4, 5])
    }

    @Test("makes color gray by luma and gray color by copying")
    func channels() {
        #expect(fit([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255], 1, 4, 3, to: "1x4x1") == [76, 150, 29, 255])
        #expect(fit([7, 9], 1, 2, to: "1x2x3") == [7, 7, 7, 9, 9, 9])
        for gray in 0...255 {
            let value = UInt8(gray)
            #expect(fit([value, value, value], 1, 1, 3, to: "1x1x1") == [value])
        }
    }

    @Test("an even image stays even at every size", arguments: [1, 2, 3, 7, 28, 31, 64, 255], [1, 3])
    func even(side: Int, channels: Int) {
        for target in ["1x1", "28x28", "32x17", "5x64", "256x256"] {
            let pixels = [UInt8](repeating: 201, count: side * (side + 3) * channels)
            let fitted = fit(pixels, side, side + 3, channels, to: "\(target)x\(channels)")
            #expect(fitted.allSatisfy { $0 == 201 })
        }
    }

    /// The same in floating point, straight from the definition: the mean over the area that each target pixel covers.
    private func reference(_ pixels: [UInt8], _ height: Int, _ width: Int, _ shape: ImageShape) -> [Double] {
        let scale = max(Double(shape.height) / Double(height), Double(shape.width) / Double(width))
        let top = (Double(height) - Double(shape.height) / scale) / 2
        let left = (Double(width) - Double(shape.width) / scale) / 2
        func overlap(_ from: Double, _ pixel: Int) -> Double {
            max(0, min(from + 1 / scale, Double(pixel + 1)) - max(from, Double(pixel)))
        }
        return (0..<shape.height).flatMap { y in
            (0..<shape.width).map { x in
                var sum = 0.0
                for row in 0..<height {
                    let rowWeight = overlap(top + Double(y) / scale, row)
                    if rowWeight == 0 { continue }
                    for column in 0..<width {
                        sum += rowWeight * overlap(left + Double(x) / scale, column) * Double(pixels[row * width + column])
                    }
                }
                return sum * scale * scale
            }
        }
    }

    @Test("equals the definition", arguments: [(29, 31), (64, 47), (90, 33), (101, 257)])
    func definition(height: Int, width: Int) {
        var random = RandomSource(seed: 7)
        let pixels = (0..<height * width).map { _ in UInt8.random(in: 0...255, using: &random) }
        for shape in ["28x28", "7x5", "13x1"].map({ ImageShape($0)! }) {
            let fitted = ImageFitting.fit(PixelImage(height: height, width: width, channels: 1, pixels: pixels), to: shape)
            let expected = reference(pixels, height, width, shape)
            // Half a step by rounding, and the reference's own rounding.
            #expect(zip(fitted, expected).allSatisfy { abs(Double($0) - $1) <= 0.5001 })
        }
    }
}

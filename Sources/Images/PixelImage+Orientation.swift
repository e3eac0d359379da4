extension PixelImage {
    /// The image turned and mirrored as Exif's orientation tells (Exif 2.32, 4.6.4 A): 1 as it is, 2 mirrored, 3 half a turn, 4 upside down
    /// mirrored, 5 transposed, 6 a quarter turn clockwise, 7 transversed, 8 a quarter turn counterclockwise.
    ///
    /// - Precondition: 1…8.
    func oriented(_ orientation: Int) -> PixelImage {
        precondition((1...8).contains(orientation), "orientation \(orientation)")
        if orientation == 1 { return self }
        let swapsSides = orientation >= 5
        let newHeight = swapsSides ? width : height
        let newWidth = swapsSides ? height : width
        // Where the new image's first pixel is, and how far a step right and a step down go, in pixels of this one.
        let right: Int
        let down: Int
        let first: Int
        switch orientation {
        case 2: (first, right, down) = (width - 1, -1, width)
        case 3: (first, right, down) = (height * width - 1, -1, -width)
        case 4: (first, right, down) = ((height - 1) * width, 1, -width)
        case 5: (first, right, down) = (0, width, 1)
        case 6: (first, right, down) = ((height - 1) * width, -width, 1)
        case 7: (first, right, down) = (height * width - 1, -width, -1)
        default: (first, right, down) = (width - 1, width, -1)
        }
        let turned = [UInt8](unsafeUninitializedCapacity: pixels.count) { turned, count in
            var index = 0
            for y in 0..<newHeight {
                var pixel = first + y * down
                for _ in 0..<newWidth {
                    for channel in 0..<channels {
                        turned[index] = pixels[pixel * channels + channel]
                        index += 1
                    }
                    pixel += right
                }
            }
            count = index
        }
        return PixelImage(height: newHeight, width: newWidth, channels: channels, pixels: turned)
    }
}

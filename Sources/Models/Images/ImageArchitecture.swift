import Domain

/// The network that images get where none is configured.
enum ImageArchitecture {
    /// Gray images up to 32 pixels: two convolutions, as for handwritten digits. Others: a small residual network, whose blocks halve the image
    /// until it is at most 8 pixels long. Normalized by groups, see `GroupNorm`.
    static func layers(for image: ImageShape) -> [String] {
        let side = max(image.height, image.width)
        if image.channels == 1 && side <= 32 { return twoConvolutions(image) }
        var layers = ["conv 32 3x3\(side > 64 ? " stride 2" : "") pad 1", "group-norm 8", "relu", "residual 32"]
        var left = side > 64 ? (side + 1) / 2 : side
        var channels = 32
        while left > 8 {
            channels = min(128, 2 * channels)
            layers.append("residual \(channels) stride 2")
            left = (left + 1) / 2
        }
        return layers + ["global-average-pool", "dropout 0.1"]
    }

    private static func twoConvolutions(_ image: ImageShape) -> [String] {
        let shortest = min(image.height, image.width)
        var layers = ["conv 32 3x3 pad 1", "relu"]
        if shortest >= 8 { layers.append("max-pool 2x2") }
        layers += ["conv 64 3x3 pad 1", "relu"]
        if shortest >= 4 { layers.append("max-pool 2x2") }
        return layers + ["dropout 0.25", "linear 128", "relu", "dropout 0.25"]
    }
}

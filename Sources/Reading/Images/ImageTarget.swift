import Domain

/// The size to which a file's images are brought.
enum ImageTarget {
    /// By the schema or the settings.
    case shape(ImageShape)
    /// Sides alone: three channels if any image has color, else one.
    case sides(height: Int, width: Int)
    /// Not known yet: the images' own if they are all of one size and small, else `fallback`.
    case own

    /// The longest side of images that keep their own size.
    static let longestOwnSide = 64
    static let fallback = ImageTarget.sides(height: 32, width: 32)

    /// What is asked of a file of images.
    ///
    /// - Throws: `Refusal` where the model is none of images.
    init(_ request: ReadRequest, name: String) throws(Refusal) {
        if let schema = request.schema {
            guard let shape = schema.image else {
                throw Refusal(
                    .invalid,
                    what: "the file holds images, but the model learns a table (\(NameList.text(schema.columns.map(\.name))))",
                    at: name,
                    fix: "drop it into another model"
                )
            }
            self = .shape(shape)
            return
        }
        guard request.specification.task != .regression else {
            throw Refusal(
                .invalid,
                what: "the file holds images, and the model's 'task' is regression: images are classified",
                at: name,
                fix: "drop it into another model, or take 'task' out of this one's settings"
            )
        }
        guard request.specification.labels == nil else {
            throw Refusal(
                .invalid,
                what: "the file holds images, and the model's settings name several 'labels': images have one",
                at: name,
                fix: "drop it into another model, or take 'labels' out of this one's settings"
            )
        }
        self = request.specification.network.image.map { .shape($0) } ?? .own
    }

    /// The target for images that are all of one size.
    func settled(height: Int, width: Int) -> ImageTarget {
        guard case .own = self else { return self }
        return max(height, width) <= Self.longestOwnSide ? .sides(height: height, width: width) : Self.fallback
    }

    /// With the channels that the images turned out to have.
    func shape(hasColor: Bool) -> ImageShape {
        switch self {
        case .shape(let shape): shape
        case .sides(let height, let width): ImageShape(height: height, width: width, channels: hasColor ? 3 : 1)
        case .own: preconditionFailure("the size of images that nobody has seen")
        }
    }

    /// The sides for which an image is decoded.
    var wanted: ImageShape? {
        switch self {
        case .shape(let shape): shape
        case .sides(let height, let width): ImageShape(height: height, width: width, channels: 3)
        case .own: nil
        }
    }
}

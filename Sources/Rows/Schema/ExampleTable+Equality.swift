extension ExampleTable.Values {
    /// A missing number equals a missing number, so that a table equals itself.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.numbers(let left), .numbers(let right)): left.elementsEqual(right) { $0 == $1 || $0.isNaN && $1.isNaN }
        case (.booleans(let left), .booleans(let right)): left == right
        case (.categories(let left, let leftLevels), .categories(let right, let rightLevels)):
            left == right && leftLevels == rightLevels
        case (.images(let left, let leftShape), .images(let right, let rightShape)): left == right && leftShape == rightShape
        default: false
        }
    }

    /// Every missing number hashes alike, as they are equal.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .numbers(let numbers): for number in numbers { hasher.combine(number.isNaN ? .nan : number) }
        case .booleans(let booleans): hasher.combine(booleans)
        case .categories(let indices, let levels):
            hasher.combine(indices)
            hasher.combine(levels)
        case .images(let pixels, let shape):
            hasher.combine(pixels)
            hasher.combine(shape)
        }
    }
}

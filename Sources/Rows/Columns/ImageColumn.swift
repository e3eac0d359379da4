import Domain

extension ColumnKind {
    /// Pixels; a model of images has this column alone.
    public static let image = ColumnKind(rawValue: "image")
}

/// Pixels; a model of images has this column alone.
package enum ImageColumn: ColumnForm {
    package typealias Values = ImageValues

    package static let kind = ColumnKind.image
    package static let code: UInt8? = 3
    package static let isSetting = false
    package static let collected = CollectedCells.pixels
    package static let fault = (one: "not an image", several: "not images")
    package static let plural = "images"
    package static let element = ColumnElement.byte

    /// No cell holds one.
    package static func read(_ cell: Cell, decimalComma: Bool) -> CellValue { .missing }
}

extension ExampleTable.Values {
    /// Pixels, 0…255, image after image: `[rows, height, width, channels]`. None is missing.
    public static func images(_ pixels: [UInt8], _ shape: ImageShape) -> Self { Self(ImageValues(pixels, shape)) }

    /// Pixels, 0…255, `[rows, height, width, channels]`; nil of a column of another kind.
    public var images: (pixels: [UInt8], shape: ImageShape)? { (column as? ImageValues).map { ($0.pixels, $0.shape) } }
}

/// An image a row, all of one size.
package struct ImageValues: ColumnValues, ColumnIdentity {
    package let pixels: [UInt8]
    package let shape: ImageShape

    package init(_ pixels: [UInt8], _ shape: ImageShape) {
        self.pixels = pixels
        self.shape = shape
    }

    package static func none(_ column: Schema.Column) -> Self { Self([], column.image!) }

    package static func decode(_ column: Schema.Column, rows: Int, from reader: inout LittleEndianReader) throws(Refusal) -> Self {
        let shape = column.image!
        try reader.require(rows, bytesEach: shape.count)
        return Self(Array(try reader.take(rows * shape.count)), shape)
    }

    package var hasGaps: Bool { false }
    package var identity: any ColumnIdentity { self }
    package var widest: Int { 1 + shape.count }

    package func append(_ rows: Range<Int>, to bytes: UnsafeMutableRawPointer, stride: Int, lengths: inout [Int]) {
        let size = shape.count
        pixels.withUnsafeBytes { pixels in
            for (index, row) in rows.enumerated() {
                let target = bytes + index * stride + lengths[index]
                target.storeBytes(of: RowForm.image, as: UInt8.self)
                (target + 1).copyMemory(from: pixels.baseAddress! + row * size, byteCount: size)
                lengths[index] += 1 + size
            }
        }
    }

    package func picking(_ rows: [Int]) -> Self {
        let size = shape.count
        let picked = [UInt8](unsafeUninitializedCapacity: rows.count * size) { picked, count in
            pixels.withUnsafeBytes { pixels in
                for (index, row) in rows.enumerated() {
                    UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(picked)[(index * size)...])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: pixels[(row * size)..<((row + 1) * size)]))
                }
            }
            count = rows.count * size
        }
        return Self(picked, shape)
    }

    package func appending(_ other: Self) -> Self {
        precondition(shape == other.shape, "images of \(shape) and of \(other.shape) in one column")
        return Self(pixels + other.pixels, shape)
    }

    package func writing(_ rows: [Int]) -> ColumnWriting {
        ColumnWriting { writer, row in writer.bytes += pixels[row * shape.count..<(row + 1) * shape.count] }
    }

    package func fill(_ numbers: UnsafeMutablePointer<Double>, stride: Int, rows: Range<Int>, places: [Double]) {
        for (index, row) in rows.enumerated() {
            for pixel in 0..<shape.count { numbers[index * stride + pixel] = Double(pixels[row * shape.count + pixel]) }
        }
    }
}

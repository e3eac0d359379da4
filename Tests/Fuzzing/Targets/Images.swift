import CZlib
import Domain
import Glibc
import Images
import Reading

extension FuzzTarget {
    static let images = [image, tar, idx, npz, npy]

    /// PNG and JPEG files; a PNG's checksums are made right, or nearly none would come through.
    private static let image = FuzzTarget("image") {
        {
            bytes in
            var input = FuzzInput(bytes)
            let choice = input.byte()
            let shape = ImageShape(height: 1 + choice % 7, width: 1 + choice / 7 % 6, channels: choice & 1 == 0 ? 1 : 3)
            let file = Checksums.png(input.bytes)
            let decoder = ImageDecoder(limits: ImageLimits(pixels: 1 << 20))
            guard let whole = try? file.withUnsafeBytes({ bytes throws(Refusal) in try decoder.decode(bytes) }) else { return }
            try check(
                whole.pixels.count == whole.height * whole.width * whole.channels,
                "\(whole.pixels.count) values for \(whole.height)x\(whole.width)x\(whole.channels)"
            )
            try check(ImageFitting.fit(whole, to: shape).count == shape.count, "it does not fit \(shape)")
            guard let small = try? file.withUnsafeBytes({ bytes throws(Refusal) in try decoder.decode(bytes, for: shape) }) else {
                throw Finding(description: "it is read as it is, and not for \(shape)")
            }
            try check(ImageFitting.fit(small, to: shape).count == shape.count, "it does not fit \(shape)")
        }
    }

    /// Archives of images, and of anything else; the checksums of headers are made right.
    private static let tar = FuzzTarget("tar", mostBytes: 16 << 10) {
        let files = TableFiles()
        return { bytes in
            var input = FuzzInput(bytes)
            let choice = input.byte()
            try files.examine(choice & 0x80 == 0 ? Checksums.tar(input.bytes) : input.bytes, as: "a.tar", choice)
        }
    }

    /// The two files of an IDX pair.
    private static let idx = FuzzTarget("idx", mostBytes: 1024) {
        let files = TableFiles()
        return { bytes in
            var input = FuzzInput(bytes)
            let choice = input.byte()
            let labels = input.take(input.byte())
            let archive = Archives.tar([("train-images-idx3-ubyte", input.bytes), ("train-labels-idx1-ubyte", labels)])
            try files.examine(archive, as: "a.tar", choice)
        }
    }

    /// Zip archives.
    private static let npz = FuzzTarget("npz") {
        let files = TableFiles()
        return { bytes in
            var input = FuzzInput(bytes)
            let choice = input.byte()
            try files.examine(input.bytes, as: "a.npz", choice)
        }
    }

    /// The arrays in such an archive, which is as it should be.
    private static let npy = FuzzTarget("npy", mostBytes: 1024) {
        let files = TableFiles()
        return { bytes in
            var input = FuzzInput(bytes)
            let choice = input.byte()
            let labels = input.take(2 * input.byte())
            try files.examine(Archives.zip([("x.npy", input.bytes), ("y.npy", labels)]), as: "a.npz", choice)
        }
    }
}

/// Makes right what only a writer of files gets right.
enum Checksums {
    /// Each chunk's CRC-32.
    static func png(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return bytes }
        var bytes = bytes
        var place = 8
        while place + 12 <= bytes.count {
            let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length <= bytes.count - place - 12 else { break }
            let sum = bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress! + place + 4, length + 4) }
            for index in 0..<4 { bytes[place + 8 + length + index] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt(index))) }
            place += 12 + length
        }
        return bytes
    }

    /// The sum of each block that says that it is a header.
    static func tar(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for start in stride(from: 0, to: bytes.count - 511, by: 512) where bytes[start + 257..<start + 262].elementsEqual("ustar".utf8) {
            Archives.sum(&bytes, headerAt: start)
        }
        return bytes
    }
}

/// Archives as they should be.
enum Archives {
    static func tar(_ files: [(name: String, content: [UInt8])]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, content) in files {
            let start = bytes.count
            let size = String(content.count, radix: 8)
            bytes += padded(Array(name.utf8), to: 124)
            bytes += padded(Array((String(repeating: "0", count: 11 - size.count) + size).utf8), to: 32)
            bytes += padded(Array("0".utf8), to: 101) + padded(Array("ustar\u{0}00".utf8), to: 255)
            sum(&bytes, headerAt: start)
            bytes += content + [UInt8](repeating: 0, count: -content.count & 511)
        }
        return bytes + [UInt8](repeating: 0, count: 1024)
    }

    static func sum(_ bytes: inout [UInt8], headerAt start: Int) {
        bytes.replaceSubrange(start + 148..<start + 156, with: Array("        ".utf8))
        let digits = String(bytes[start..<start + 512].reduce(0) { $0 + Int($1) }, radix: 8)
        bytes.replaceSubrange(
            start + 148..<start + 155,
            with: Array(String(repeating: "0", count: 6 - digits.count).utf8) + Array(digits.utf8) + [0]
        )
    }

    private static func padded(_ bytes: [UInt8], to count: Int) -> [UInt8] { bytes + [UInt8](repeating: 0, count: count - bytes.count) }

    /// Stored, not deflated.
    static func zip(_ members: [(name: String, content: [UInt8])]) -> [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for (name, content) in members {
            let sum = content.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, content.count) }
            let common =
                little(0, 6) + little(Int(sum), 4) + little(content.count, 4) + little(content.count, 4) + little(name.utf8.count, 2)
                + little(0, 2)
            directory += [0x50, 0x4B, 1, 2] + little(20, 2) + little(20, 2) + little(0, 2) + common + little(0, 10)
            directory += little(bytes.count, 4) + Array(name.utf8)
            bytes += [0x50, 0x4B, 3, 4] + little(20, 2) + little(0, 2) + common + Array(name.utf8) + content
        }
        let counts = little(members.count, 2) + little(members.count, 2)
        let end = [0x50, 0x4B, 5, 6] + little(0, 4) + counts + little(directory.count, 4) + little(bytes.count, 4) + little(0, 2)
        return bytes + directory + end
    }

    private static func little(_ number: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: $0 < 8 ? number >> (8 * $0) : 0) }
    }
}

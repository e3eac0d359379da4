import Tensors
import Testing

@Suite("Safetensors")
struct SafetensorsTests {
    static func file(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8) + data
    }

    @Test("gives back what it was given, in the order of names")
    func roundTrip() throws {
        let tensors = [
            (name: "b", tensor: Tensor(shape: [2, 3], elements: [1, -0.0, .nan, .infinity, .leastNonzeroMagnitude, 6])),
            (name: "a/ü", tensor: Tensor(shape: [], elements: [7])), (name: "leer", tensor: Tensor(shape: [0, 4], elements: [])),
        ]
        let bytes = try Safetensors.encode(tensors)
        let decoded = try Safetensors.decode(bytes)
        #expect(decoded.map(\.name) == ["a/ü", "b", "leer"])
        #expect(decoded.map(\.tensor.shape) == [[], [2, 3], [0, 4]])
        #expect(decoded.map(\.tensor.bytes) == [tensors[1].tensor.bytes, tensors[0].tensor.bytes, []])
    }

    @Test("lays tensors at multiples of 8 bytes and the same bytes each time")
    func aligned() throws {
        let tensors = (0..<20).map { (name: "layer.\($0)", tensor: Tensor(shape: [2], elements: [Float($0), 1])) }
        let bytes = try Safetensors.encode(tensors)
        #expect(bytes[0] % 8 == 0)
        #expect(try Safetensors.encode(tensors) == bytes)
    }

    @Test("reads files of others: any order, free text, 64-byte alignment")
    func others() throws {
        let header =
            #"{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1,1],"data_offsets":[4,8]},"#
            + #""b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}        "#
        let decoded = try Safetensors.decode(Self.file(header, [0, 0, 128, 63, 0, 0, 0, 64]))
        #expect(decoded.map(\.name) == ["b", "w"])
        #expect(decoded.map(\.tensor.elements) == [[1], [2]])
    }

    @Test(
        "refuses what is not of the form, saying why",
        arguments: [
            ([], "ends before its header"),
            ([1, 0, 0, 0, 0, 0, 0, 0], "a header of 1 bytes in a file of 8"),
            ([255, 255, 255, 255, 255, 255, 255, 255], "in a file of 8"),
            (file("[]"), "not of the form"),
            (file("{\"a\":"), "not of the form"),
            (file(#"{"a":{"dtype":"F32","shape":[1]}}"#), "not of the form"),
            (file(#"{"__metadata__":{"a":1}}"#), "not of the form"),
            (file(#"{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}"#, [0, 0]), "type BF16"),
            (file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, [0, 0, 0, 0]), "'a' of shape [2]"),
            (file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, [0, 0, 0]), "'a'"),
            (file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, [0, 0, 0, 0, 0, 0, 0, 0]), "'a'"),
            (file(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,-4]}}"#), "'a'"),
            (file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#), "'a'"),
            (file(#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#), "'a'"),
            (file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, [0, 0, 0, 0, 9]), "1 bytes after the last tensor"),
            (
                file(
                    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
                    [0, 0, 0, 0]
                ), "'b'"
            ),
        ] as [([UInt8], String)]
    )
    func refuses(bytes: [UInt8], reason: String) {
        let fault = #expect(throws: Safetensors.Fault.self) { try Safetensors.decode(bytes) }
        #expect(
            fault?.description.replacing("a safetensors header", with: "a header").contains(reason) == true,
            "\(String(describing: fault))"
        )
    }

    @Test("a tensor is made only of as many bytes as its shape says", arguments: [[3], [2, 2], [-1], [Int.max, 4], []])
    func bytes(shape: [Int]) {
        #expect((Tensor(shape: shape, bytes: [0, 0, 128, 63]) != nil) == (shape == []))
        #expect(Tensor(shape: [1], bytes: [0, 0, 128, 63])?.elements == [1])
    }
}

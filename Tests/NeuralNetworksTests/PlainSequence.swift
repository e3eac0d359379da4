import Glibc
import NeuralNetworks

/// One row of a sequence, place by place, in double precision and as the formulas read: the twin of the layers over rows of several places.
struct PlainSequence {
    /// By path, as the network stores them.
    let parameters: [String: [Double]]
    /// By a parameter's path: what is stored where.
    let network: Network

    init(_ network: Network, _ flat: [Double]) {
        self.network = network
        parameters = Dictionary(
            uniqueKeysWithValues: network.parameters.map { ($0.path, Array(flat[$0.offset..<$0.offset + $0.count])) }
        )
    }

    /// x · Wᵀ + b for a weight `[out, in]` in panels of 32 of its rows, or one of all of them.
    func linear(_ x: [Double], _ weight: String, _ bias: String) -> [Double] {
        let (w, b) = (parameters[weight]!, parameters[bias]!)
        let panel = b.count % 32 == 0 ? 32 : b.count
        return b.indices.map { output in
            x.indices.reduce(b[output]) { sum, input in
                sum + x[input] * w[(output / panel * x.count + input) * panel + output % panel]
            }
        }
    }

    func norm(_ x: [Double], _ path: String, epsilon: Double) -> [Double] {
        let (scale, shift) = (parameters[path + ".weight"]!, parameters[path + ".bias"]!)
        let mean = x.reduce(0, +) / Double(x.count)
        let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
        return x.indices.map { (x[$0] - mean) / (variance + epsilon).squareRoot() * scale[$0] + shift[$0] }
    }

    func attention(_ x: [[Double]], _ path: String, heads: Int) -> [[Double]] {
        let width = x[0].count
        let each = width / heads
        let qkv = x.map { linear($0, path + ".in_proj_weight", path + ".in_proj_bias") }
        let heard = x.indices.map { place in
            (0..<heads).flatMap { head -> [Double] in
                let scores = x.indices.map { other in
                    (0..<each).reduce(0.0) { $0 + qkv[place][head * each + $1] * qkv[other][width + head * each + $1] }
                        / Double(each).squareRoot()
                }
                let powers = scores.map { exp($0 - scores.max()!) }
                let sum = powers.reduce(0, +)
                return (0..<each).map { index in
                    x.indices.reduce(0.0) { $0 + powers[$1] / sum * qkv[$1][2 * width + head * each + index] }
                }
            }
        }
        return heard.map { linear($0, path + ".out_proj.weight", path + ".out_proj.bias") }
    }

    func encoderLayer(_ x: [[Double]], _ path: String, heads: Int, epsilon: Double) -> [[Double]] {
        let middle = zip(x, attention(x, path + ".self_attn", heads: heads))
            .map { norm(zip($0, $1).map(+), path + ".norm1", epsilon: epsilon) }
        return middle.map { h in
            let bent = linear(h, path + ".linear1.weight", path + ".linear1.bias").map { Self.gelu($0) }
            let fed = linear(bent, path + ".linear2.weight", path + ".linear2.bias")
            return norm(zip(h, fed).map(+), path + ".norm2", epsilon: epsilon)
        }
    }

    /// - Parameter ids: Each place's token, or token and type.
    func embedding(_ ids: [[Double]], _ path: String, width: Int) -> [[Double]] {
        func row(_ table: String, _ number: Int) -> ArraySlice<Double> {
            parameters["\(path).\(table).weight"]![number * width..<(number + 1) * width]
        }
        return ids.enumerated().map { place, numbers in
            var sum = zip(row("tokens", Int(numbers[0])), row("positions", place)).map(+)
            if parameters["\(path).types.weight"] != nil { sum = zip(sum, row("types", numbers.count > 1 ? Int(numbers[1]) : 0)).map(+) }
            return sum
        }
    }

    static func gelu(_ x: Double) -> Double { 0.5 * x * erfc(-x / 2.0.squareRoot()) }

    func mean(_ x: [[Double]]) -> [Double] {
        x[0].indices.map { index in x.reduce(0) { $0 + $1[index] } / Double(x.count) }
    }
}
